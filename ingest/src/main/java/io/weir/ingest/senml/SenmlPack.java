package io.weir.ingest.senml;

import io.weir.ingest.decode.Reason;
import io.weir.ingest.decode.TokenReader.Malformed;
import java.math.BigDecimal;
import java.util.List;

/** Reads the records of a pack. One thread. */
interface SenmlPack {
    /** Numbers whose exponent is beyond this are refused: adding them up would need as many digits. */
    int MAX_SCALE = 400;

    /** More digits are refused. */
    int MAX_DIGITS = 400;

    /** The records in order, unresolved. */
    List<SenmlRecord> read(byte[] payload, int offset, int length) throws Malformed;

    /** A number in decimal notation that can be added to others. */
    static BigDecimal number(String text) throws Malformed {
        BigDecimal value;
        try {
            if (text.length() > MAX_DIGITS) {
                throw new Malformed(Reason.LIMIT_EXCEEDED, "a number is longer than " + MAX_DIGITS + " digits");
            }
            value = new BigDecimal(text);
        } catch (NumberFormatException e) {
            throw new Malformed(Reason.LIMIT_EXCEEDED, "a number has an exponent that is too large");
        }
        if (Math.abs((long) value.scale()) > MAX_SCALE) {
            throw new Malformed(Reason.LIMIT_EXCEEDED, "a number has an exponent that is too large");
        }
        return value;
    }

    /** What a label that nobody knows means: nothing, unless it ends in an underscore (section 4.4). */
    static void unknown(String label) throws Malformed {
        if (label.endsWith("_")) {
            throw new Malformed(Reason.INVALID_SENML, "found the label \"" + label + "\", which must be understood");
        }
    }

    /** Checks that a label stood nowhere else in its record. */
    static void once(boolean first, String label) throws Malformed {
        if (!first) {
            throw new Malformed(Reason.DUPLICATE_MEMBER, "\"" + label + "\" stands twice in its record");
        }
    }
}
