package io.weir.appliance.rows;

import io.weir.model.EventTime;
import io.weir.model.FieldType;
import io.weir.model.RowBatch;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** Values of rows for people: Double, Long (also for times, epoch nanoseconds), Boolean, String or null. */
public final class Values {
    private Values() {}

    /** The value of a field. */
    public static @Nullable Object of(RowBatch batch, int field, int row) {
        if (batch.isNull(field, row)) {
            return null;
        }
        return switch (batch.type(field)) {
            case DOUBLE -> batch.doubles(field)[row];
            case LONG, TIMESTAMP -> batch.longs(field)[row];
            case BOOL -> batch.longs(field)[row] != 0;
            case STRING -> batch.dictionary().text(batch.strings(field)[row]);
        };
    }

    /** Whether a value is the expected one. Doubles may differ by the tolerance, times the larger of 1 and themselves. */
    public static boolean equal(@Nullable Object expected, @Nullable Object actual, double tolerance) {
        if (expected == null || actual == null) {
            return expected == actual;
        }
        if (expected instanceof Double a && actual instanceof Double b) {
            return near(a, b, tolerance);
        }
        return expected.equals(actual);
    }

    private static boolean near(double a, double b, double tolerance) {
        if (!Double.isFinite(a) || !Double.isFinite(b)) {
            return Double.compare(a, b) == 0;
        }
        return Math.abs(a - b) <= tolerance * Math.max(1, Math.max(Math.abs(a), Math.abs(b)));
    }

    /** As a test file writes it. */
    public static String text(@Nullable Object value, FieldType type) {
        if (value == null) {
            return "null";
        }
        if (type == FieldType.TIMESTAMP) {
            return EventTime.format((Long) value);
        }
        if (value instanceof Double number) {
            return number.isNaN() ? ".nan" : number.isInfinite() ? (number > 0 ? ".inf" : "-.inf") : plain(number);
        }
        return value.toString();
    }

    private static String plain(double number) {
        return number == Math.rint(number) && Math.abs(number) < 1e15
                ? Long.toString((long) number)
                : Double.toString(number);
    }

    /** As JSON; times as their nanoseconds. What JSON cannot write is null. */
    public static void write(JsonGenerator json, @Nullable Object value) {
        if (value instanceof Double number && Double.isFinite(number)) {
            json.writeNumber(number);
        } else if (value instanceof Long number) {
            json.writeNumber(number);
        } else if (value instanceof Boolean bool) {
            json.writeBoolean(bool);
        } else if (value instanceof String text) {
            json.writeString(text);
        } else {
            json.writeNull();
        }
    }
}
