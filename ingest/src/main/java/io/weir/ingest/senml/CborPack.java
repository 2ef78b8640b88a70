package io.weir.ingest.senml;

import io.weir.ingest.cbor.CborReader;
import io.weir.ingest.decode.Reason;
import io.weir.ingest.decode.TokenReader.Malformed;
import io.weir.ingest.decode.TokenReader.Token;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;

/** A pack as CBOR: labels are the whole numbers of RFC 8428, table 4, or texts; {@code vd} is bytes. */
final class CborPack implements SenmlPack {
    private static final int MAX_DEPTH = 16;
    /** From label -6 on. */
    private static final List<String> LABELS =
            List.of("bs", "bv", "bu", "bt", "bn", "bver", "n", "u", "v", "vs", "vb", "s", "t", "ut", "vd");

    private static final int FIRST_LABEL = -6;

    private final CborReader reader = new CborReader();

    @Override
    public List<SenmlRecord> read(byte[] payload, int offset, int length) throws Malformed {
        reader.start(payload, offset, length);
        List<SenmlRecord> records = new ArrayList<>();
        expect(reader.next(), Token.ARRAY, "an array of records");
        long count = reader.count();
        for (long i = 0; count < 0 ? !reader.atBreak() : i < count; i++) {
            expect(reader.next(), Token.OBJECT, "a record");
            records.add(record(reader.count()));
        }
        if (!reader.isAtEnd()) {
            throw new Malformed(Reason.INVALID_SENML, "something follows the pack");
        }
        return records;
    }

    private static void expect(Token token, Token wanted, String what) throws Malformed {
        if (token != wanted) {
            throw new Malformed(Reason.INVALID_SENML, "found " + token.describe() + ", expected " + what);
        }
    }

    private SenmlRecord record(long count) throws Malformed {
        SenmlRecord record = new SenmlRecord();
        for (long i = 0; count < 0 ? !reader.atBreak() : i < count; i++) {
            String label = label(reader.next());
            Token token = reader.next();
            if (label.equals("vd")) {
                expect(token, Token.BYTES, "bytes for \"vd\"");
                byte[] bytes = Arrays.copyOfRange(reader.bytes(), reader.from(), reader.from() + reader.length());
                SenmlPack.once(
                        record.text(
                                label, Base64.getUrlEncoder().withoutPadding().encodeToString(bytes)),
                        label);
            } else if (SenmlRecord.isText(label)) {
                expect(token, Token.TEXT, "a text for \"" + label + "\"");
                SenmlPack.once(record.text(label, text()), label);
            } else if (SenmlRecord.isNumber(label)) {
                SenmlPack.once(record.number(label, number(token, label)), label);
            } else if (label.equals("vb")) {
                expect(token, token == Token.FALSE ? Token.FALSE : Token.TRUE, "a bool for \"vb\"");
                SenmlPack.once(record.bool(token == Token.TRUE), label);
            } else {
                SenmlPack.unknown(label);
                skip(token, 1);
            }
        }
        return record;
    }

    private String label(Token token) throws Malformed {
        if (token == Token.TEXT) {
            return text();
        }
        expect(token, Token.INTEGER, "a label");
        long index = reader.integer() - FIRST_LABEL;
        return index >= 0 && index < LABELS.size() ? LABELS.get((int) index) : String.valueOf(reader.integer());
    }

    private String text() {
        return new String(reader.bytes(), reader.from(), reader.length(), StandardCharsets.UTF_8);
    }

    private BigDecimal number(Token token, String label) throws Malformed {
        return switch (token) {
            case INTEGER -> BigDecimal.valueOf(reader.integer());
            case UNSIGNED -> new BigDecimal(Long.toUnsignedString(reader.integer()));
            case DECIMAL -> SenmlPack.number(text());
            case REAL -> {
                if (!Double.isFinite(reader.real())) {
                    throw new Malformed(
                            Reason.INVALID_SENML,
                            "found " + reader.real() + ", expected a number for \"" + label + "\"");
                }
                yield new BigDecimal(Double.toString(reader.real()));
            }
            case OBJECT, ARRAY, TEXT, TIME, TRUE, FALSE, NULL, BYTES, OTHER ->
                throw new Malformed(
                        Reason.INVALID_SENML,
                        "found " + token.describe() + ", expected a number for \"" + label + "\"");
        };
    }

    private void skip(Token token, int depth) throws Malformed {
        if (token != Token.OBJECT && token != Token.ARRAY) {
            return;
        }
        if (depth > MAX_DEPTH) {
            throw new Malformed(Reason.LIMIT_EXCEEDED, "nested more than " + MAX_DEPTH + " levels deep");
        }
        long count = reader.count();
        for (long i = 0; count < 0 ? !reader.atBreak() : i < count; i++) {
            if (token == Token.OBJECT) {
                skip(reader.next(), depth + 1);
            }
            skip(reader.next(), depth + 1);
        }
    }
}
