package io.weir.ingest.decode;

import io.weir.config.PayloadConfig;
import io.weir.config.PayloadPath;
import io.weir.config.StreamConfig;
import io.weir.config.TimeUnitConfig;
import io.weir.config.ValueOrigin;
import io.weir.model.Dictionary;
import io.weir.model.RowBatch;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Hot path. Makes rows of the values that a decoder finds. A value's place is a <em>target</em>: the fields count from 0,
 * then comes the time, then the payload values of the key. Texts and numbers are UTF-8, in arrays that need not outlive
 * the call. One thread.
 *
 * <p>A decoder calls, for each message:
 *
 * <pre>
 *   startMessage ( startRow ( number | text | bool | time | structure )* endRow )* endMessage
 * </pre>
 *
 * The first failure is kept; from then on values are ignored until the next message.
 */
public final class RowWriter {
    /** One value that a row wants from the payload. */
    public record Target(PayloadPath path, int index) {}

    private final int timeTarget;
    private final boolean timed;
    private final ValueConverter values;
    private final KeyWriter key;
    private final List<Target> targets = new ArrayList<>();
    /** Fields that come from the topic: pairs of field and level, level -1 for the whole topic. */
    private final int[] topicFields;
    /** Fields that come from properties, and the names of these. */
    private final int[] propertyFields;

    private final byte[][] propertyNames;

    // Of the message.
    private RowBatch batch;
    private MessageContext message = new MessageContext();
    private long arrivalNanos;
    private int firstRow;
    private boolean full;
    private @Nullable Reason reason;
    private String detail = "";

    private int line;

    // Of the row.
    private boolean timeSeen;
    private final byte[] scratch = new byte[24];
    private final int unknownColumn;

    public RowWriter(StreamConfig stream) {
        timeTarget = stream.fields().size();
        timed = stream.time().isPresent();
        values = new ValueConverter(stream);
        key = new KeyWriter(stream.key());
        unknownColumn = stream.payload().unknown() == PayloadConfig.Unknown.KEEP ? timeTarget : -1;
        List<Integer> fromTopic = new ArrayList<>();
        Map<Integer, byte[]> fromProperties = new LinkedHashMap<>();
        for (int i = 0; i < timeTarget; i++) {
            ValueOrigin origin = stream.fields().get(i).origin();
            if (origin instanceof ValueOrigin.Payload payload) {
                targets.add(new Target(payload.path(), i));
            } else if (origin instanceof ValueOrigin.Property property) {
                fromProperties.put(i, property.name().getBytes(StandardCharsets.UTF_8));
            } else {
                fromTopic.add(i);
                fromTopic.add(origin instanceof ValueOrigin.TopicLevel level ? level.index() : -1);
            }
        }
        stream.time().ifPresent(t -> targets.add(new Target(t.path(), timeTarget)));
        for (int i = 0; i < key.paths().size(); i++) {
            targets.add(new Target(key.paths().get(i), timeTarget + 1 + i));
        }
        propertyFields =
                fromProperties.keySet().stream().mapToInt(Integer::intValue).toArray();
        propertyNames = fromProperties.values().toArray(byte[][]::new);
        topicFields = fromTopic.stream().mapToInt(Integer::intValue).toArray();
        batch = new RowBatch(stream.schema(), 1);
    }

    /** The payload values that rows are made of; a path may stand here more than once. */
    public List<Target> targets() {
        return List.copyOf(targets);
    }

    /** Begins a message; may be called again to begin the same message anew. */
    public void startMessage(RowBatch target, MessageContext context) {
        batch = target;
        message = context;
        arrivalNanos = context.arrivalNanos();
        firstRow = target.rowCount();
        full = false;
        values.reset();
        reason = null;
        detail = "";
        line = 0;
    }

    /** Forgets the rows of this message, and begins it anew. */
    public void restartMessage() {
        batch.setRowCount(firstRow);
        startMessage(batch, message);
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
        batch.startRow(arrivalNanos, arrivalNanos, 0, message.partition());
        for (int i = 0; i < topicFields.length; i += 2) {
            topicField(topicFields[i], topicFields[i + 1]);
        }
        for (int i = 0; i < propertyFields.length; i++) {
            propertyField(propertyFields[i], propertyNames[i]);
        }
    }

    private void propertyField(int field, byte[] name) {
        MessageProperties properties = message.properties();
        if (isOver() || !properties.find(name)) {
            return;
        }
        if (properties.isText()) {
            text(field, properties.bytes(), properties.from(), properties.length());
        } else {
            reject(
                    Reason.INVALID_UTF8,
                    "the message's property \"" + new String(name, StandardCharsets.UTF_8) + "\" is not UTF-8");
        }
    }

    private void topicField(int field, int level) {
        Topic topic = message.topic();
        if (level < 0) {
            text(field, topic.utf8(), 0, topic.utf8().length);
        } else if (level < topic.levels()) {
            text(field, topic.utf8(), topic.byteStart(level), topic.byteLength(level));
        }
    }

    /**
     * A number in decimal notation begins at {@code from}.
     *
     * @return where it ends, at most {@code end}; -1 if there is none, or one that breaks off, and nothing was taken
     */
    public int number(int target, byte[] bytes, int from, int end) {
        int stop = values.scan(bytes, from, end);
        if (stop < 0 || isOver()) {
            return stop;
        }
        if (target < timeTarget) {
            note(values.number(target, batch));
        } else if (target == timeTarget) {
            timeSeen = true;
            note(values.timeNumber(arrivalNanos));
        } else {
            key.set(target - timeTarget - 1, bytes, from, stop - from);
        }
        return stop;
    }

    /** A whole number was found. */
    public void integer(int target, long value) {
        int from = Digits.write(value, scratch);
        number(target, scratch, from, scratch.length);
    }

    /** A whole number without sign was found: all 64 bits are digits. */
    public void unsigned(int target, long value) {
        int from = Digits.writeUnsigned(value, scratch);
        number(target, scratch, from, scratch.length);
    }

    /** A time was found, whose unit the payload knows; what is no timestamp is given its number. */
    public void time(int target, long value, TimeUnitConfig unit) {
        int from = Digits.write(value, scratch);
        if (isOver() || target > timeTarget || (target < timeTarget && !values.isTimestamp(target))) {
            number(target, scratch, from, scratch.length);
            return;
        }
        values.scan(scratch, from, scratch.length);
        if (target == timeTarget) {
            timeSeen = true;
            note(values.timeNumber(unit, arrivalNanos));
        } else {
            note(values.time(target, batch, unit));
        }
    }

    /**
     * A floating-point number was found. What a field of another type than double makes of it is what it makes of the
     * shortest decimal number that stands for it, which is allocated.
     */
    public void real(int target, double value) {
        if (isOver()) {
            return;
        }
        if (!Double.isFinite(value)) {
            structure(target, Double.toString(value));
        } else if (target < timeTarget && values.isDouble(target)) {
            note(values.real(target, batch, value));
        } else {
            byte[] digits = Digits.of(value);
            number(target, digits, 0, digits.length);
        }
    }

    /** The payload has no time where it may have one: the row's time is that of its arrival. */
    public void timeOfArrival(int target) {
        if (!isOver() && target == timeTarget) {
            timeSeen = true;
            values.setTimeNanos(arrivalNanos);
        }
    }

    /** Unknown members of the row, as the text of a JSON object; where the stream keeps them. */
    public void unknown(byte[] json, int offset, int length) {
        if (isOver() || unknownColumn < 0) {
            return;
        }
        int entry = batch.dictionary().intern(json, offset, length);
        if (entry == Dictionary.FULL) {
            full = true;
        } else {
            batch.setString(unknownColumn, entry);
        }
    }

    /** Where in the message the row stands that follows, for messages of many lines; 0: details do not say. */
    public void line(int number) {
        line = number;
    }

    /** A text was found. */
    public void text(int target, byte[] bytes, int offset, int length) {
        if (isOver()) {
            return;
        }
        if (target < timeTarget) {
            note(values.text(target, batch, bytes, offset, length));
        } else if (target == timeTarget) {
            timeSeen = true;
            note(values.timeText(bytes, offset, length, arrivalNanos));
        } else {
            key.set(target - timeTarget - 1, bytes, offset, length);
        }
    }

    /** A truth value was found. */
    public void bool(int target, boolean value) {
        if (isOver()) {
            return;
        }
        if (target < timeTarget) {
            note(values.bool(target, batch, value));
        } else if (target == timeTarget) {
            note(values.noTime(Reason.TIME_INVALID, String.valueOf(value)));
        } else {
            byte[] word = ValueConverter.word(value);
            key.set(target - timeTarget - 1, word, 0, word.length);
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
        note(target == timeTarget ? values.noTime(Reason.TIME_INVALID, what) : values.mismatch(target, what));
    }

    /** Keeps what became of a value. */
    private void note(@Nullable Reason why) {
        if (why != null) {
            reject(why, values.detail());
        } else if (values.isFull()) {
            full = true;
        }
    }

    /** Completes the row. */
    public void endRow() {
        if (isOver()) {
            return;
        }
        if (timed) {
            if (!timeSeen) {
                note(values.noTime(Reason.TIME_MISSING, "nothing"));
                return;
            }
            batch.setTime(values.timeNanos());
        }
        Reason missing = key.build(message);
        if (missing != null) {
            reject(missing, key.detail());
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
        detail = line == 0 ? because : "line " + line + ": " + because;
    }

    /** What was found, and what was expected. */
    public String detail() {
        return detail;
    }
}
