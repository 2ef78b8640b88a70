package io.weir.ingest;

import io.weir.ingest.decode.Reason;
import io.weir.ingest.decode.Utf8;
import io.weir.ingest.json.JsonMembers;
import io.weir.model.DeadLetters;
import io.weir.model.Dictionary;
import io.weir.model.RowBatch;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/**
 * Collects the dead letters of one source. They are always appended before rows that come from the same or later
 * messages, so that a position in a stream never covers a message whose dead letter is missing. One thread.
 */
final class DeadLetterWriter {
    private static final int ROWS = 64;
    private static final int TARGET_BYTES = 32 * 1024;
    private static final int DETAIL_CHARS = 1024;

    private final String source;
    private final IngestJournals journals;
    private final RowBatch batch = new RowBatch(DeadLetters.SCHEMA, ROWS);
    /** By partition name in the dead-letter journal: what it had when this process first met the partition. */
    private final Map<String, Long> known = new HashMap<>();

    private long firstDelivery = Long.MAX_VALUE;

    DeadLetterWriter(String source, IngestJournals journals) {
        this.source = source;
        this.journals = journals;
    }

    /** Whether an earlier process has written the dead letter of this message already. */
    boolean isKnown(String stream, String partition, long offset) {
        if (offset < 0) {
            return false;
        }
        String name = ResumePositions.deadLetterPartition(stream, partition);
        Long position = known.get(name);
        if (position == null) {
            position =
                    journals.position(DeadLetters.NAME, DeadLetters.NAME, name).orElse(-1L);
            known.put(name, position);
        }
        return offset < position;
    }

    /** Takes a dead letter; appends those before it if there is no room. */
    void add(Message message, String stream, Reason reason, String detail, long delivery) {
        if (batch.rowCount() == batch.capacity() || !addRow(message, stream, reason, detail)) {
            flush();
            if (!addRow(message, stream, reason, detail)) {
                throw new IllegalStateException(
                        "a dead letter of " + message.length + " bytes does not fit in a batch");
            }
        }
        firstDelivery = Math.min(firstDelivery, delivery);
        if (batch.estimatedBytes() > TARGET_BYTES) {
            flush();
        }
    }

    private boolean addRow(Message message, String stream, Reason reason, String detail) {
        Dictionary texts = batch.dictionary();
        String partitionName = ResumePositions.deadLetterPartition(stream, message.partition);
        int partition = batch.partitions().intern(partitionName);
        int key = texts.intern(source);
        batch.startRow(message.arrivalNanos, message.arrivalNanos, key, partition);
        boolean fits = key != Dictionary.FULL;
        fits &= set(DeadLetters.SOURCE, key);
        fits &= set(DeadLetters.STREAM, texts.intern(stream));
        fits &= set(DeadLetters.TOPIC, texts.intern(message.topic.name()));
        fits &= set(DeadLetters.PARTITION, texts.intern(message.partition));
        fits &= set(DeadLetters.REASON, texts.intern(reason.word()));
        fits &= set(DeadLetters.DETAIL, texts.intern(clip(detail)));
        fits &= setPayload(message);
        fits &= setProperties(message);
        if (message.offset >= 0) {
            batch.setLong(DeadLetters.OFFSET, message.offset);
        }
        if (message.size >= 0) {
            batch.setLong(DeadLetters.SIZE, message.size);
        }
        if (!fits) {
            batch.abandonRow();
            return false;
        }
        if (message.offset >= 0) {
            batch.partitions().setNextOffset(partition, message.offset + 1);
        }
        batch.commitRow();
        return true;
    }

    private boolean set(int field, int entry) {
        if (entry == Dictionary.FULL) {
            return false;
        }
        batch.setString(field, entry);
        return true;
    }

    private boolean setPayload(Message message) {
        if (message.size == MessageVisitor.NO_PAYLOAD) {
            return true;
        }
        int limit = DeadLetters.MAX_PAYLOAD_BYTES;
        // A payload that the source has cut may end within a character.
        int whole = Utf8.isValid(message.payload, message.start, message.length)
                ? message.length
                : message.size > message.length ? withoutCutCharacter(message) : -1;
        if (whole >= 0) {
            int kept = Utf8.floor(message.payload, message.start, whole, limit);
            return set(DeadLetters.PAYLOAD, batch.dictionary().intern(message.payload, message.start, kept));
        }
        byte[] kept =
                Arrays.copyOfRange(message.payload, message.start, message.start + Math.min(limit, message.length));
        byte[] text = Base64.getEncoder().encode(kept);
        return set(DeadLetters.PAYLOAD_BASE64, batch.dictionary().intern(text, 0, text.length));
    }

    private boolean setProperties(Message message) {
        if (message.properties.byteLength() == 0) {
            return true;
        }
        byte[] json = JsonMembers.write(message.properties.toMap()).getBytes(StandardCharsets.UTF_8);
        return json.length > DeadLetters.MAX_PROPERTIES_BYTES
                || set(DeadLetters.PROPERTIES, batch.dictionary().intern(json, 0, json.length));
    }

    private static int withoutCutCharacter(Message message) {
        for (int length = message.length - 1; length > message.length - 4 && length >= 0; length--) {
            if (Utf8.isValid(message.payload, message.start, length)) {
                return length;
            }
        }
        return -1;
    }

    private static String clip(String detail) {
        String text = detail.length() <= DETAIL_CHARS ? detail : detail.substring(0, DETAIL_CHARS) + "…";
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    /** Appends what has been collected. */
    void flush() {
        if (batch.rowCount() > 0) {
            journals.append(DeadLetters.NAME, batch);
        }
        batch.clear();
        firstDelivery = Long.MAX_VALUE;
    }

    /** The first delivery that has a dead letter here, or {@link Long#MAX_VALUE}. */
    long firstDelivery() {
        return firstDelivery;
    }
}
