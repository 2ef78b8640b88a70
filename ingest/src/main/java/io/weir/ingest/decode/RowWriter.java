package io.weir.ingest.decode;

import io.weir.config.FieldConfig;
import io.weir.config.PayloadPath;
import io.weir.config.StreamConfig;
import io.weir.config.TimeConfig;
import io.weir.config.TimeUnitConfig;
import io.weir.config.ValueOrigin;
import io.weir.model.Dictionary;
import io.weir.model.EventTime;
import io.weir.model.FieldType;
import io.weir.model.RowBatch;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hot path. Writes the values that a decoder finds into the rows of a batch, each as its field's type asks. A value's
 * place is a <em>target</em>: the fields count from 0, then comes the time, then the payload values of the key. One
 * thread.
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
 * </pre>
 *
 * The first failure is kept; from then on values are ignored until the next message.
 */
public final class RowWriter {
    /** One value that a row wants from the payload. */
    public record Target(PayloadPath path, int index) {}

    private static final long NANOS_OF_1970 = 0;
    private static final char[] TRUE = {'t', 'r', 'u', 'e'};
    private static final char[] FALSE = {'f', 'a', 'l', 's', 'e'};

    private final FieldType[] types;
    private final TimeUnitConfig[] units;
    private final String[] places;
    private final int fieldCount;
    private final int timeTarget;
    private final boolean timed;
    private final long maxFutureNanos;
    private final KeyWriter key;
    private final List<Target> targets = new ArrayList<>();
    /** Fields that come from the topic: pairs of field and level, level -1 for the whole topic. */
    private final int[] topicFields;

    private final Decimal decimal = new Decimal();
    private final IsoTime iso = new IsoTime();
    private byte[] scratch = new byte[256];

    // Of the message.
    private RowBatch batch;
    private Topic topic = new Topic("");
    private int partition;
    private long arrivalNanos;
    private int firstRow;
    private boolean full;
    private @Nullable Reason reason;
    private String detail = "";
    // Of the row.
    private long timeNanos;
    private boolean timeSeen;

    public RowWriter(StreamConfig stream) {
        fieldCount = stream.fields().size();
        timeTarget = fieldCount;
        timed = stream.time().isPresent();
        maxFutureNanos = stream.maxFuture().toNanos();
        key = new KeyWriter(stream.key());
        types = new FieldType[fieldCount];
        units = new TimeUnitConfig[fieldCount + 1];
        places = new String[fieldCount + 1];
        List<Integer> fromTopic = new ArrayList<>();
        for (int i = 0; i < fieldCount; i++) {
            FieldConfig field = stream.fields().get(i);
            types[i] = field.type();
            units[i] = field.timeUnit();
            addOrigin(i, field, fromTopic);
        }
        units[timeTarget] = stream.time().map(TimeConfig::unit).orElse(TimeUnitConfig.NS);
        places[timeTarget] =
                "time " + stream.time().map(t -> t.path().toString()).orElse("");
        stream.time().ifPresent(t -> targets.add(new Target(t.path(), timeTarget)));
        for (int i = 0; i < key.paths().size(); i++) {
            targets.add(new Target(key.paths().get(i), timeTarget + 1 + i));
        }
        topicFields = fromTopic.stream().mapToInt(Integer::intValue).toArray();
        batch = new RowBatch(stream.schema(), 1);
    }

    private void addOrigin(int index, FieldConfig field, List<Integer> fromTopic) {
        places[index] = "field " + field.name();
        if (field.origin() instanceof ValueOrigin.Payload payload) {
            targets.add(new Target(payload.path(), index));
            places[index] += " at " + payload.path();
        } else {
            fromTopic.add(index);
            fromTopic.add(field.origin() instanceof ValueOrigin.TopicLevel level ? level.index() : -1);
        }
    }

    /** The payload values that rows are made of; a path may stand here more than once. */
    public List<Target> targets() {
        return List.copyOf(targets);
    }

    /** Begins a message. */
    public void startMessage(RowBatch target, Topic onTopic, int ofPartition, long arrival) {
        batch = target;
        topic = onTopic;
        partition = ofPartition;
        arrivalNanos = arrival;
        firstRow = target.rowCount();
        full = false;
        reason = null;
        detail = "";
    }

    /** Begins a row. */
    public void startRow() {
        key.startRow();
        timeSeen = false;
        if (batch.rowCount() == batch.capacity()) {
            if (batch.capacity() == RowBatch.MAX_ROWS) {
                full = true;
            } else {
                batch.ensureCapacity(Math.min(RowBatch.MAX_ROWS, batch.capacity() * 2));
            }
        }
        if (isOver()) {
            return;
        }
        batch.startRow(arrivalNanos, arrivalNanos, 0, partition);
        for (int i = 0; i < topicFields.length; i += 2) {
            topicField(topicFields[i], topicFields[i + 1]);
        }
    }

    private void topicField(int field, int level) {
        if (level < 0) {
            text(field, topic.chars(), 0, topic.chars().length);
        } else if (level < topic.levels()) {
            text(field, topic.chars(), topic.charStart(level), topic.charLength(level));
        }
    }

    /** A number was found, in decimal notation. */
    public void number(int target, char[] chars, int offset, int length) {
        if (isOver()) {
            return;
        }
        if (target > timeTarget) {
            key.set(target - timeTarget - 1, chars, offset, length);
        } else if (target == timeTarget) {
            time(chars, offset, length, false);
        } else {
            switch (types[target]) {
                case DOUBLE -> setDouble(target, chars, offset, length, false);
                case LONG -> setLong(target, chars, offset, length, false);
                case TIMESTAMP -> setTimestamp(target, chars, offset, length, false);
                case STRING -> setString(target, chars, offset, length);
                case BOOL -> mismatch(target, quote(chars, offset, length, false));
            }
        }
    }

    /** A text was found. */
    public void text(int target, char[] chars, int offset, int length) {
        if (isOver()) {
            return;
        }
        if (target > timeTarget) {
            key.set(target - timeTarget - 1, chars, offset, length);
        } else if (target == timeTarget) {
            time(chars, offset, length, true);
        } else {
            switch (types[target]) {
                case DOUBLE -> setDouble(target, chars, offset, length, true);
                case LONG -> setLong(target, chars, offset, length, true);
                case TIMESTAMP -> setTimestamp(target, chars, offset, length, true);
                case STRING -> setString(target, chars, offset, length);
                case BOOL -> {
                    if (is(TRUE, chars, offset, length) || is(FALSE, chars, offset, length)) {
                        batch.setBool(target, chars[offset] == 't');
                    } else {
                        mismatch(target, quote(chars, offset, length, true));
                    }
                }
            }
        }
    }

    /** A truth value was found. */
    public void bool(int target, boolean value) {
        if (isOver()) {
            return;
        }
        char[] word = value ? TRUE : FALSE;
        if (target > timeTarget) {
            key.set(target - timeTarget - 1, word, 0, word.length);
        } else if (target == timeTarget) {
            fail(Reason.TIME_INVALID, places[target] + ": found " + value + ", expected " + expectedTime());
        } else if (types[target] == FieldType.BOOL) {
            batch.setBool(target, value);
        } else if (types[target] == FieldType.STRING) {
            setString(target, word, 0, word.length);
        } else {
            mismatch(target, String.valueOf(value));
        }
    }

    /**
     * Something that is no single value was found.
     *
     * @param what for example {@code an object}
     */
    public void structure(int target, String what) {
        if (isOver() || target > timeTarget) {
            return;
        }
        if (target == timeTarget) {
            fail(Reason.TIME_INVALID, places[target] + ": found " + what + ", expected " + expectedTime());
        } else {
            mismatch(target, what);
        }
    }

    /** Completes the row. */
    public void endRow() {
        if (isOver()) {
            return;
        }
        if (timed) {
            if (!timeSeen) {
                fail(Reason.TIME_MISSING, places[timeTarget] + ": found nothing, expected " + expectedTime());
                return;
            }
            batch.setTime(timeNanos);
        }
        Reason missing = key.build(topic);
        if (missing != null) {
            fail(missing, key.detail());
            return;
        }
        int entry = batch.dictionary().intern(key.key(), 0, key.length());
        if (entry == Dictionary.FULL) {
            full = true;
            return;
        }
        batch.setKey(entry);
        batch.commitRow();
    }

    /**
     * Completes the message: its rows stay, or all of them go.
     *
     * @return why it is a dead letter, or null (then see {@link #isFull()})
     */
    public @Nullable Reason endMessage() {
        if (isOver()) {
            batch.setRowCount(firstRow);
        }
        return reason;
    }

    /** Whether nothing more can come of this message. */
    public boolean isOver() {
        return full || reason != null;
    }

    /** Whether the batch had no room for the message. */
    public boolean isFull() {
        return full && reason == null;
    }

    /** Makes the message a dead letter, whatever has been found so far. */
    public void reject(Reason why, String because) {
        reason = why;
        detail = because;
    }

    /** What was found, and what was expected. */
    public String detail() {
        return detail;
    }

    private void setDouble(int target, char[] chars, int offset, int length, boolean quoted) {
        Decimal.Outcome outcome = decimal.toDouble(chars, offset, length);
        if (outcome == Decimal.Outcome.OK) {
            batch.setDouble(target, decimal.doubleValue);
        } else {
            numberFailure(target, outcome, quote(chars, offset, length, quoted));
        }
    }

    private void setLong(int target, char[] chars, int offset, int length, boolean quoted) {
        Decimal.Outcome outcome = decimal.toLong(chars, offset, length);
        if (outcome == Decimal.Outcome.OK) {
            batch.setLong(target, decimal.longValue);
        } else {
            numberFailure(target, outcome, quote(chars, offset, length, quoted));
        }
    }

    private void setTimestamp(int target, char[] chars, int offset, int length, boolean quoted) {
        Decimal.Outcome outcome = readTime(units[target], chars, offset, length, quoted);
        if (outcome == Decimal.Outcome.OK) {
            batch.setLong(target, decimal.longValue);
        } else {
            numberFailure(target, outcome, quote(chars, offset, length, quoted));
        }
    }

    private void setString(int target, char[] chars, int offset, int length) {
        if (scratch.length < length * 3) {
            scratch = new byte[length * 3];
        }
        int bytes = Utf8.encode(chars, offset, length, scratch, 0);
        int entry = batch.dictionary().intern(scratch, 0, bytes);
        if (entry == Dictionary.FULL) {
            full = true;
        } else {
            batch.setString(target, entry);
        }
    }

    private void time(char[] chars, int offset, int length, boolean quoted) {
        Decimal.Outcome outcome = readTime(units[timeTarget], chars, offset, length, quoted);
        String place = places[timeTarget];
        if (outcome == Decimal.Outcome.OK) {
            timeNanos = decimal.longValue;
            timeSeen = true;
            if (timeNanos < NANOS_OF_1970 || timeNanos - maxFutureNanos > arrivalNanos) {
                fail(
                        Reason.TIME_OUT_OF_BOUNDS,
                        place + ": found " + EventTime.format(timeNanos) + ", expected 1970-01-01T00:00:00Z to "
                                + EventTime.format(arrivalNanos + maxFutureNanos));
            }
        } else {
            Reason why = outcome == Decimal.Outcome.OVERFLOW ? Reason.TIME_OUT_OF_BOUNDS : Reason.TIME_INVALID;
            fail(why, place + ": found " + quote(chars, offset, length, quoted) + ", expected " + expectedTime());
        }
    }

    /** Reads a time into {@code decimal.longValue}. */
    private Decimal.Outcome readTime(TimeUnitConfig unit, char[] chars, int offset, int length, boolean quoted) {
        if (unit != TimeUnitConfig.ISO) {
            Decimal.Outcome outcome = decimal.toScaledLong(chars, offset, length, power(unit));
            if (!quoted || outcome != Decimal.Outcome.NOT_A_NUMBER) {
                return outcome;
            }
        }
        if (quoted && iso.parse(chars, offset, length)) {
            decimal.longValue = iso.nanos;
            return Decimal.Outcome.OK;
        }
        return Decimal.Outcome.NOT_A_NUMBER;
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
        TimeUnitConfig unit = units[timeTarget];
        return unit == TimeUnitConfig.ISO
                ? "an ISO-8601 text with a zone"
                : "a number of " + unit.name().toLowerCase(java.util.Locale.ROOT) + " since 1970 or an ISO-8601 text";
    }

    private void numberFailure(int target, Decimal.Outcome outcome, String found) {
        if (outcome == Decimal.Outcome.OVERFLOW) {
            fail(
                    Reason.OUT_OF_RANGE,
                    places[target] + ": " + found + " is beyond the range of a " + types[target].configName());
        } else if (outcome == Decimal.Outcome.FRACTION) {
            fail(Reason.TYPE_MISMATCH, places[target] + ": found " + found + ", expected a whole number (long)");
        } else {
            mismatch(target, found);
        }
    }

    private void mismatch(int target, String found) {
        fail(Reason.TYPE_MISMATCH, places[target] + ": found " + found + ", expected a " + types[target].configName());
    }

    private void fail(Reason why, String because) {
        reason = why;
        detail = because;
    }

    private static boolean is(char[] word, char[] chars, int offset, int length) {
        if (length != word.length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (chars[offset + i] != word[i]) {
                return false;
            }
        }
        return true;
    }

    private static String quote(char[] chars, int offset, int length, boolean quoted) {
        String text = length <= 64 ? new String(chars, offset, length) : new String(chars, offset, 64) + "…";
        return quoted ? '"' + text + '"' : text;
    }
}
