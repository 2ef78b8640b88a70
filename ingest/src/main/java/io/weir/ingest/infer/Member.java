package io.weir.ingest.infer;

import io.weir.model.FieldType;
import java.math.BigDecimal;
import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What was seen at one place of the payloads. */
final class Member {
    private static final int MAX_DISTINCT = 200;
    private static final int MAX_EXAMPLE = 40;

    /** What no field can hold. */
    private static final Map<Value.Kind, String> STRUCTURES =
            new EnumMap<>(Map.of(Value.Kind.ARRAY, "an array", Value.Kind.BYTES, "bytes"));

    private final List<String> path;
    private final Map<Value.Kind, Long> counts = new EnumMap<>(Value.Kind.class);
    private final Set<String> distinct = new LinkedHashSet<>();
    private final TimeGuess time = new TimeGuess();
    private @Nullable BigDecimal min;
    private @Nullable BigDecimal max;
    private String oddText = "";
    private boolean numericTexts = true;

    /** @param path names, outermost first */
    Member(List<String> path) {
        this.path = path;
    }

    void add(Value value) {
        counts.merge(value.kind(), 1L, Long::sum);
        switch (value.kind()) {
            case INTEGER, REAL -> number(value.text());
            case TEXT -> {
                oddText = value.text();
                numericTexts &= Value.guessed(value.text()).kind() == Value.Kind.INTEGER
                        || Value.guessed(value.text()).kind() == Value.Kind.REAL;
            }
            case BOOL, NULL, ARRAY, BYTES -> {
                // Counted.
            }
        }
        if (value.kind() != Value.Kind.NULL && !STRUCTURES.containsKey(value.kind())) {
            time.add(value);
            if (distinct.size() <= MAX_DISTINCT) {
                distinct.add(value.text());
            }
        }
    }

    private void number(String text) {
        if (text.length() > 40) {
            return;
        }
        BigDecimal value = new BigDecimal(text);
        if (Math.abs(value.scale()) > 400) {
            return;
        }
        BigDecimal least = min;
        BigDecimal most = max;
        min = least == null || value.compareTo(least) < 0 ? value : least;
        max = most == null || value.compareTo(most) > 0 ? value : most;
    }

    List<String> path() {
        return path;
    }

    /** The last name of the path. */
    String name() {
        return path.get(path.size() - 1);
    }

    TimeGuess time() {
        return time;
    }

    private long count(Value.Kind... kinds) {
        long sum = 0;
        for (Value.Kind kind : kinds) {
            sum += counts.getOrDefault(kind, 0L);
        }
        return sum;
    }

    /** How many values are neither null nor a structure. */
    long values() {
        return count(Value.Kind.INTEGER, Value.Kind.REAL, Value.Kind.BOOL, Value.Kind.TEXT);
    }

    /** How many rows have the member, null or not. */
    long present() {
        return values() + count(Value.Kind.NULL, Value.Kind.ARRAY, Value.Kind.BYTES);
    }

    /** What no field can hold, if there is nothing else: {@code an array}. */
    Optional<String> structure() {
        return values() > 0
                ? Optional.empty()
                : STRUCTURES.keySet().stream()
                        .filter(it -> count(it) > 0)
                        .map(STRUCTURES::get)
                        .findFirst();
    }

    /** How many different values there are; beyond 200 just more. */
    int distinct() {
        return distinct.size();
    }

    boolean isText() {
        return type() == FieldType.STRING;
    }

    /** The type that takes as many of the values as possible. */
    FieldType type() {
        long numbers = count(Value.Kind.INTEGER, Value.Kind.REAL);
        long texts = count(Value.Kind.TEXT);
        long bools = count(Value.Kind.BOOL);
        if (bools == values() && bools > 0) {
            return FieldType.BOOL;
        }
        boolean numeric = texts > 0 && numericTexts;
        if (bools == 0 && (texts == 0 || numeric || texts * 10 <= numbers) && numbers + texts > 0) {
            boolean whole = count(Value.Kind.REAL) == 0
                    && (!numeric || distinct.stream().noneMatch(it -> it.contains(".")));
            return whole ? FieldType.LONG : FieldType.DOUBLE;
        }
        return FieldType.STRING;
    }

    /** What a person should know of it, or nothing. */
    String comment(long rows) {
        StringBuilder out = new StringBuilder();
        long numbers = count(Value.Kind.INTEGER, Value.Kind.REAL);
        long texts = count(Value.Kind.TEXT);
        FieldType type = type();
        if (type != FieldType.STRING && texts > 0) {
            note(
                    out,
                    numericTexts
                            ? "numbers in quotes"
                            : "mixed: " + texts + " of " + values() + " are texts (\"" + shown(oddText)
                                    + "\"), which would be dead letters");
        } else if (type == FieldType.STRING && (numbers > 0 || count(Value.Kind.BOOL) > 0)) {
            note(out, "mixed: " + texts + " texts, " + numbers + " numbers, " + count(Value.Kind.BOOL) + " bools");
        }
        if (present() * 2 < rows) {
            note(out, "rare: in " + present() + " of " + rows);
        } else if (values() < rows) {
            note(out, "null or absent in " + (rows - values()) + " of " + rows);
        }
        STRUCTURES.forEach((kind, name) -> {
            if (count(kind) > 0) {
                note(out, name + " in " + count(kind) + ", which would be dead letters");
            }
        });
        BigDecimal least = min;
        BigDecimal most = max;
        if (type != FieldType.STRING && numbers > 0 && least != null && most != null) {
            note(out, least.compareTo(most) == 0 ? "always " + least : least + " to " + most);
        } else if (type == FieldType.STRING && distinct() <= 5) {
            note(out, distinct.stream().map(it -> "\"" + shown(it) + "\"").collect(Collectors.joining(", ")));
        }
        return out.toString();
    }

    private static void note(StringBuilder out, String what) {
        out.append(out.length() == 0 ? "" : "; ").append(what);
    }

    /** A text fit for a comment: one line, not long. */
    static String shown(String text) {
        String line = text.replaceAll("\\p{Cntrl}", "?");
        return line.length() > MAX_EXAMPLE ? line.substring(0, MAX_EXAMPLE) + "…" : line;
    }
}
