package io.weir.ingest.senml;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One record as it stands in its pack, by the labels of RFC 8428, tables 1 and 2. */
final class SenmlRecord {
    private static final Set<String> TEXTS = Set.of("bn", "bu", "n", "u", "vs", "vd");
    private static final Set<String> NUMBERS = Set.of("bt", "bv", "bs", "bver", "v", "s", "t", "ut");

    private final Map<String, String> texts = new HashMap<>();
    private final Map<String, BigDecimal> numbers = new HashMap<>();
    private @Nullable Boolean bool;

    static boolean isText(String label) {
        return TEXTS.contains(label);
    }

    static boolean isNumber(String label) {
        return NUMBERS.contains(label);
    }

    /** Sets a text; false if it is there already. */
    boolean text(String label, String value) {
        return texts.put(label, value) == null;
    }

    /** Sets a number; false if it is there already. */
    boolean number(String label, BigDecimal value) {
        return numbers.put(label, value) == null;
    }

    /** Sets {@code vb}; false if it is there already. */
    boolean bool(boolean value) {
        boolean free = bool == null;
        bool = value;
        return free;
    }

    @Nullable String text(String label) {
        return texts.get(label);
    }

    @Nullable BigDecimal number(String label) {
        return numbers.get(label);
    }

    @Nullable Boolean bool() {
        return bool;
    }

    /** How many values it has; more than one is wrong. */
    int values() {
        return (numbers.containsKey("v") ? 1 : 0)
                + (texts.containsKey("vs") ? 1 : 0)
                + (bool == null ? 0 : 1)
                + (texts.containsKey("vd") ? 1 : 0);
    }
}
