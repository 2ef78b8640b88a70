package io.weir.ingest.decode;

import io.weir.config.FieldConfig;
import io.weir.config.StreamConfig;
import io.weir.config.TimeConfig;
import io.weir.config.TimeUnitConfig;
import io.weir.config.ValueOrigin;
import io.weir.model.Dictionary;
import io.weir.model.EventTime;
import io.weir.model.FieldType;
import io.weir.model.RowBatch;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Hot path. What a value that was found means for the field that it is for, and for the time of the row. Sets it in the
 * row under construction, or says why it does not fit. One thread.
 *
 * <p>What fits what (everything else is a dead letter; null is always null):
 *
 * <pre>
 *                number            text                         bool
 *   double       the value         a decimal number: "21.5"     –
 *   long         if whole: 21.0    if whole: "21"               –
 *   bool         –                 "true", "false"              the value
 *   string       its digits        the value                    "true", "false"
 *   timestamp    in its unit       in its unit, or ISO-8601     –
 *   with pattern its digits        in its pattern               –
 * </pre>
 */
final class ValueConverter {
    private static final int QUOTED_CHARS = 64;
    private static final byte[] TRUE = {'t', 'r', 'u', 'e'};
    private static final byte[] FALSE = {'f', 'a', 'l', 's', 'e'};

    private final FieldType[] types;
    private final TimeUnitConfig[] units;
    private final String[] places;
    private final TimeUnitConfig timeUnit;
    private final String timePlace;
    private final @Nullable PatternTime[] patterns;
    private final @Nullable PatternTime timePattern;
    private final long minNanos;
    private final long maxPastNanos;
    private final long maxFutureNanos;
    private final Decimal decimal = new Decimal();
    private final IsoTime iso = new IsoTime();

    // Of the last value:
    private byte[] bytes = {};
    private int offset;
    private int length;
    private String detail = "";
    private boolean full;
    private long timeNanos;

    ValueConverter(StreamConfig stream) {
        int fieldCount = stream.fields().size();
        types = new FieldType[fieldCount];
        units = new TimeUnitConfig[fieldCount];
        places = new String[fieldCount];
        patterns = new PatternTime[fieldCount];
        for (int i = 0; i < fieldCount; i++) {
            FieldConfig field = stream.fields().get(i);
            types[i] = field.type();
            units[i] = field.timeUnit();
            patterns[i] = field.timePattern().map(PatternTime::new).orElse(null);
            places[i] = "field " + field.name()
                    + (field.origin() instanceof ValueOrigin.Payload payload ? " at " + payload.path() : "");
        }
        timeUnit = stream.time().map(TimeConfig::unit).orElse(TimeUnitConfig.NS);
        timePlace = "time " + stream.time().map(t -> t.path().toString()).orElse("");
        timePattern =
                stream.time().flatMap(TimeConfig::pattern).map(PatternTime::new).orElse(null);
        minNanos = EventTime.ofInstant(stream.bounds().min());
        maxPastNanos = stream.bounds().maxPast().map(Duration::toNanos).orElse(Long.MAX_VALUE);
        maxFutureNanos = stream.bounds().maxFuture().toNanos();
    }

    /** The word of a truth value, UTF-8; must not be changed. */
    static byte[] word(boolean value) {
        return value ? TRUE : FALSE;
    }

    /** Reads a number as {@link Decimal#scan} does; the next call may be {@link #number} or {@link #timeNumber}. */
    int scan(byte[] text, int from, int end) {
        int stop = decimal.scan(text, from, end);
        value(text, from, stop - from);
        return stop;
    }

    private void value(byte[] text, int from, int count) {
        bytes = text;
        offset = from;
        length = count;
    }

    /** Sets a field to the number that was scanned. Returns why it does not fit, or null. */
    @Nullable Reason number(int field, RowBatch batch) {
        return switch (types[field]) {
            case DOUBLE -> setDouble(field, batch, false);
            case LONG -> setLong(field, batch, decimal.toLong(), false);
            case TIMESTAMP -> setLong(field, batch, numericTime(units[field], patterns[field]), false);
            case STRING -> setString(field, batch);
            case BOOL -> mismatch(field, quote(false));
        };
    }

    /** Sets a field of type timestamp to the number that was scanned, whatever its own unit or pattern is. */
    @Nullable Reason time(int field, RowBatch batch, TimeUnitConfig unit) {
        return setLong(field, batch, numericTime(unit, null), false);
    }

    /** Sets a field to a text. Returns why it does not fit, or null. */
    @Nullable Reason text(int field, RowBatch batch, byte[] text, int from, int count) {
        value(text, from, count);
        return switch (types[field]) {
            case STRING -> setString(field, batch);
            case TIMESTAMP -> setLong(field, batch, textualTime(units[field], patterns[field]), true);
            case DOUBLE -> isNumber() ? setDouble(field, batch, true) : mismatch(field, quote(true));
            case LONG -> isNumber() ? setLong(field, batch, decimal.toLong(), true) : mismatch(field, quote(true));
            case BOOL -> {
                if (!is(TRUE) && !is(FALSE)) {
                    yield mismatch(field, quote(true));
                }
                batch.setBool(field, bytes[offset] == 't');
                yield null;
            }
        };
    }

    /** Sets a field of type double. Returns null: it fits. */
    @Nullable Reason real(int field, RowBatch batch, double value) {
        batch.setDouble(field, value);
        return null;
    }

    /** Sets a field to a truth value. Returns why it does not fit, or null. */
    @Nullable Reason bool(int field, RowBatch batch, boolean value) {
        if (types[field] == FieldType.BOOL) {
            batch.setBool(field, value);
            return null;
        }
        byte[] word = word(value);
        return types[field] == FieldType.STRING
                ? text(field, batch, word, 0, word.length)
                : mismatch(field, String.valueOf(value));
    }

    /** What is wrong where a field finds something that is no single value. */
    Reason mismatch(int field, String found) {
        detail = places[field] + ": found " + found + ", expected a " + types[field].configName();
        return Reason.TYPE_MISMATCH;
    }

    private @Nullable Reason setDouble(int field, RowBatch batch, boolean quoted) {
        Decimal.Outcome outcome = decimal.toDouble();
        if (outcome != Decimal.Outcome.OK) {
            return failure(field, outcome, quoted);
        }
        batch.setDouble(field, decimal.doubleValue);
        return null;
    }

    private @Nullable Reason setLong(int field, RowBatch batch, Decimal.Outcome outcome, boolean quoted) {
        if (outcome != Decimal.Outcome.OK) {
            return failure(field, outcome, quoted);
        }
        batch.setLong(field, decimal.longValue);
        return null;
    }

    private @Nullable Reason setString(int field, RowBatch batch) {
        int entry = batch.dictionary().intern(bytes, offset, length);
        if (entry == Dictionary.FULL) {
            full = true;
        } else {
            batch.setString(field, entry);
        }
        return null;
    }

    private boolean isNumber() {
        return decimal.scan(bytes, offset, offset + length) == offset + length;
    }

    private boolean is(byte[] word) {
        return Arrays.equals(bytes, offset, offset + length, word, 0, word.length);
    }

    // ---- time -----------------------------------------------------------------------------------------------------

    /** Takes the number that was scanned for the row's time. Returns why it is none, or null. */
    @Nullable Reason timeNumber(long arrivalNanos) {
        return time(numericTime(timeUnit, timePattern), arrivalNanos, false);
    }

    /** Takes the number that was scanned for the row's time, whatever the stream says of its unit. */
    @Nullable Reason timeNumber(TimeUnitConfig unit, long arrivalNanos) {
        return time(numericTime(unit, null), arrivalNanos, false);
    }

    /** Takes a text for the row's time. Returns why it is none, or null. */
    @Nullable Reason timeText(byte[] text, int from, int count, long arrivalNanos) {
        value(text, from, count);
        return time(textualTime(timeUnit, timePattern), arrivalNanos, true);
    }

    /** What is wrong where the time finds something else. */
    Reason noTime(Reason reason, String found) {
        detail = timePlace + ": found " + found + ", expected " + expectedTime();
        return reason;
    }

    /** Takes a time for the row that is right as it is. */
    void setTimeNanos(long nanos) {
        timeNanos = nanos;
    }

    /** Whether a field is a double. */
    boolean isDouble(int field) {
        return types[field] == FieldType.DOUBLE;
    }

    /** Whether a field is a timestamp. */
    boolean isTimestamp(int field) {
        return types[field] == FieldType.TIMESTAMP;
    }

    /** The row's time after {@link #timeNumber} or {@link #timeText}, epoch nanoseconds. */
    long timeNanos() {
        return timeNanos;
    }

    private @Nullable Reason time(Decimal.Outcome outcome, long arrivalNanos, boolean quoted) {
        if (outcome != Decimal.Outcome.OK) {
            boolean beyond = outcome == Decimal.Outcome.OVERFLOW;
            return noTime(beyond ? Reason.TIME_OUT_OF_BOUNDS : Reason.TIME_INVALID, quote(quoted));
        }
        timeNanos = decimal.longValue;
        // Clocks stand between 1970 and 2262, and so none of these overflows but the sum with "no limit".
        long min = maxPastNanos == Long.MAX_VALUE ? minNanos : Math.max(minNanos, arrivalNanos - maxPastNanos);
        if (timeNanos >= min && timeNanos - maxFutureNanos <= arrivalNanos) {
            return null;
        }
        detail = timePlace + ": found " + EventTime.format(timeNanos) + ", expected " + EventTime.format(min) + " to "
                + EventTime.format(arrivalNanos + maxFutureNanos);
        return Reason.TIME_OUT_OF_BOUNDS;
    }

    /** The number that was scanned as a time in {@code decimal.longValue}. */
    private Decimal.Outcome numericTime(TimeUnitConfig unit, @Nullable PatternTime pattern) {
        if (pattern != null) {
            return patternTime(pattern);
        }
        return unit == TimeUnitConfig.ISO ? Decimal.Outcome.NOT_A_NUMBER : decimal.toScaledLong(power(unit));
    }

    private Decimal.Outcome textualTime(TimeUnitConfig unit, @Nullable PatternTime pattern) {
        if (pattern != null) {
            return patternTime(pattern);
        }
        if (unit != TimeUnitConfig.ISO && isNumber()) {
            Decimal.Outcome outcome = numericTime(unit, null);
            if (outcome != Decimal.Outcome.NOT_A_NUMBER) {
                return outcome;
            }
        }
        if (!iso.parse(bytes, offset, length)) {
            return Decimal.Outcome.NOT_A_NUMBER;
        }
        decimal.longValue = iso.nanos;
        return Decimal.Outcome.OK;
    }

    private Decimal.Outcome patternTime(PatternTime pattern) {
        if (!pattern.parse(bytes, offset, length)) {
            return Decimal.Outcome.NOT_A_NUMBER;
        }
        decimal.longValue = pattern.nanos;
        return Decimal.Outcome.OK;
    }

    private static int power(TimeUnitConfig unit) {
        return switch (unit) {
            case S -> 9;
            case MS -> 6;
            case US -> 3;
            case NS, ISO -> 0;
        };
    }

    private String expectedTime() {
        if (timePattern != null) {
            return "a time like " + timePattern.text();
        }
        return timeUnit == TimeUnitConfig.ISO
                ? "an ISO-8601 text with a zone"
                : "a number of " + timeUnit.name().toLowerCase(Locale.ROOT) + " since 1970 or an ISO-8601 text";
    }

    // ---- what went wrong ------------------------------------------------------------------------------------------

    private Reason failure(int field, Decimal.Outcome outcome, boolean quoted) {
        String found = quote(quoted);
        if (outcome == Decimal.Outcome.OVERFLOW) {
            detail = places[field] + ": " + found + " is beyond the range of a " + types[field].configName();
            return Reason.OUT_OF_RANGE;
        }
        if (outcome == Decimal.Outcome.FRACTION) {
            detail = places[field] + ": found " + found + ", expected a whole number (long)";
            return Reason.TYPE_MISMATCH;
        }
        PatternTime pattern = patterns[field];
        if (pattern != null) {
            detail = places[field] + ": found " + found + ", expected a time like " + pattern.text();
            return Reason.TYPE_MISMATCH;
        }
        return mismatch(field, found);
    }

    private String quote(boolean quoted) {
        // Four bytes a character at most: enough of it to cut at characters.
        String text = new String(bytes, offset, Math.min(length, 4 * QUOTED_CHARS + 4), StandardCharsets.UTF_8);
        if (text.length() > QUOTED_CHARS) {
            text = text.substring(0, QUOTED_CHARS) + "…";
        }
        return quoted ? '"' + text + '"' : text;
    }

    /** What was found and what was expected, after a reason was returned. */
    String detail() {
        return detail;
    }

    /** Whether a text had no room in the batch since the last {@link #reset}. */
    boolean isFull() {
        return full;
    }

    /** Before the first value of a message. */
    void reset() {
        full = false;
    }
}
