package io.weir.ingest;

import io.weir.config.BatchConfig;
import io.weir.config.StreamConfig;
import io.weir.ingest.decode.Decoder;
import io.weir.ingest.decode.Reason;
import io.weir.ingest.rules.StreamRules;
import io.weir.model.EventTime;
import io.weir.model.FieldType;
import io.weir.model.Partitions;
import io.weir.model.RowBatch;
import java.util.Objects;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Hot path. One stream's share of one source: decodes into the open batch, and appends it. One thread. */
final class StreamIntake {
    /** A batch is closed when its document has about this many bytes. */
    private static final int TARGET_BYTES = 32 * 1024;
    /** A document of the journal cannot be larger; a message whose rows need more is refused. */
    private static final int MAX_BYTES = 960 * 1024;

    private final StreamConfig stream;
    private final int maxRows;
    private final int maxLevels;
    private final int rowBytes;
    private final IngestJournals journals;
    private final Decoder decoder;
    private final DeadLetterWriter deadLetters;
    private final RowBatch batch;
    private final PartitionTimes times;
    private final StreamCounters counters;
    /** With which the names of the source's partitions begin, if it has several. */
    private final String sourcePrefix;

    /** Whether the source has said what it reads since the start. */
    private boolean begun;

    private final @Nullable StreamRules rules;
    /** With rules, rows are decoded here, and those that are kept are copied into {@link #batch}. */
    private final @Nullable RuledRows ruled;

    private int journaledInBatch;
    private boolean allDropped;
    private String detail = "";
    private long firstDelivery = Long.MAX_VALUE;

    StreamIntake(
            String source,
            StreamConfig stream,
            BatchConfig batching,
            IngestJournals journals,
            Decoder decoder,
            DeadLetterWriter deadLetters,
            StreamTimes streamTimes,
            @Nullable StreamRules rules) {
        this.stream = stream;
        this.maxRows = batching.rows();
        this.maxLevels = stream.rules().limits().topicLevels();
        this.journals = journals;
        this.decoder = decoder;
        this.deadLetters = deadLetters;
        this.batch = new RowBatch(stream.schema(), batching.rows());
        this.rowBytes = rowBytes(batch);
        this.times = new PartitionTimes(stream, streamTimes);
        this.counters = new StreamCounters();
        this.sourcePrefix = source + '/';
        this.rules = rules;
        this.ruled = rules == null ? null : new RuledRows(new RowBatch(stream.schema(), batching.rows()));
    }

    private static int rowBytes(RowBatch batch) {
        int bytes = 24;
        for (int i = 0; i < batch.fieldCount(); i++) {
            bytes += batch.type(i) == FieldType.STRING ? 4 : 8;
        }
        return bytes;
    }

    static OptionalLong position(IngestJournals journals, StreamConfig stream, String partition) {
        return journals.position(stream.journal(), stream.id(), partition);
    }

    /**
     * Finds out where the message's partition stands, before any stream of the source takes the message. A stream that
     * is new to the partition says so in its journal first: a crash must not leave another stream ahead of it and it
     * unknown, for it would then be taken for one that joins there.
     */
    void prepare(Message message) {
        InputPartition partition = times.partition(message.partition);
        if (partition.isPositioned()) {
            return;
        }
        OptionalLong known = position(journals, stream, message.partition);
        partition.position(known.orElse(message.offset));
        if (known.isEmpty() && message.offset >= 0) {
            batch.partitions().setNextOffset(batch.partitions().intern(message.partition), message.offset);
            flush();
        }
    }

    /**
     * Takes one message, after {@link #prepare}.
     *
     * @param refused why it is a dead letter before it is looked at, or null
     * @param delivery the number of the delivery that it came with
     * @return why it is a dead letter, or null; then see {@link #detail()}
     */
    @Nullable Reason accept(Message message, @Nullable Reason refused, String refusedDetail, long delivery, long idleNanos) {
        counters.received();
        InputPartition partition = times.partition(message.partition);
        if (message.offset >= 0 && message.offset < partition.next()) {
            counters.replayed();
            return null;
        }
        Reason reason = refused;
        detail = refusedDetail;
        if (reason == null && message.topic.levels() > maxLevels) {
            reason = Reason.TOPIC_TOO_DEEP;
            detail = "the topic has " + message.topic.levels() + " levels, expected at most " + maxLevels
                    + " (limits.topic_levels)";
        }
        if (reason == null) {
            reason = decode(message, partition, idleNanos);
            detail = reason == null ? "" : decoder.detail();
        }
        if (reason != null) {
            reject(message, reason, delivery);
        } else if (allDropped) {
            counters.dropped();
        } else {
            journaledInBatch++;
        }
        if (message.offset >= 0) {
            partition.advance(message.offset + 1);
            batch.partitions().setNextOffset(batch.partitions().intern(message.partition), message.offset + 1);
        }
        if (!batch.isEmpty()) {
            firstDelivery = Math.min(firstDelivery, delivery);
        }
        if (batch.rowCount() >= maxRows || isLarge()) {
            flush();
        }
        return reason;
    }

    /** What was found and what was expected, for a person, after {@link #accept} returned a reason. */
    String detail() {
        return detail;
    }

    private boolean isLarge() {
        return estimatedBytes() >= TARGET_BYTES;
    }

    private int estimatedBytes() {
        return batch.rowCount() * rowBytes
                + batch.dictionary().byteLength()
                + batch.dictionary().size() * 4;
    }

    private void reject(Message message, Reason reason, long delivery) {
        if (deadLetters.isKnown(stream.id(), message.partition, message.offset)) {
            counters.replayed();
            return;
        }
        counters.deadLetter(reason);
        deadLetters.add(message, stream.id(), reason, detail, delivery);
    }

    /** Decodes into the open batch, or if it has no room there into an empty one. */
    private @Nullable Reason decode(Message message, InputPartition partition, long idleNanos) {
        int before = batch.rowCount();
        allDropped = false;
        Reason reason = ruled == null ? decodeOnce(message) : decodeRuled(ruled, message);
        if (reason == null && (isFull() || estimatedBytes() > MAX_BYTES)) {
            batch.setRowCount(before);
            flush();
            before = 0;
            reason = ruled == null ? decodeOnce(message) : copyAgain(ruled);
            if (reason == null && (isFull() || estimatedBytes() > MAX_BYTES)) {
                batch.clear();
                reason = Reason.TOO_MANY_ROWS;
            }
        }
        // Messages without rows there are too: what Sparkplug says of the life of its nodes.
        allDropped |= reason == null && batch.rowCount() == before;
        if (reason == null && ruled != null) {
            ruled.count(counters);
        } else if (reason == null) {
            counters.decoded(batch.rowCount() - before);
        }
        if (reason == null && !allDropped) {
            times.rows(partition, RuledRows.maxTime(batch, before), idleNanos);
        }
        return reason;
    }

    /** Decodes apart, and copies what the rules keep. */
    private @Nullable Reason decodeRuled(RuledRows rows, Message message) {
        RowBatch apart = rows.empty();
        int index = apart.partitions().intern(message.partition);
        Reason reason = decoder.decode(message.context(index), message.payload, message.start, message.length, apart);
        if (reason != null) {
            return reason;
        }
        if (decoder.isFull()) {
            return Reason.TOO_MANY_ROWS;
        }
        allDropped = !rows.apply(Objects.requireNonNull(rules), message.monotonicNanos);
        rows.copyTo(batch);
        return null;
    }

    private @Nullable Reason copyAgain(RuledRows rows) {
        rows.copyTo(batch);
        return null;
    }

    private boolean isFull() {
        return ruled == null ? decoder.isFull() : ruled.isFull();
    }

    private @Nullable Reason decodeOnce(Message message) {
        int index = batch.partitions().intern(message.partition);
        return decoder.decode(message.context(index), message.payload, message.start, message.length, batch);
    }

    /** Appends the open batch, and the dead letters before it. */
    void flush() {
        deadLetters.flush();
        if (batch.rowCount() > 0 || saysOfPartitions() || batch.watermarkAdvance() != EventTime.MIN) {
            journals.append(stream.journal(), batch);
            counters.appended(journaledInBatch, batch.rowCount(), times.maxEventTime());
        }
        journaledInBatch = 0;
        batch.clear();
        firstDelivery = Long.MAX_VALUE;
    }

    private boolean saysOfPartitions() {
        Partitions partitions = batch.partitions();
        for (int i = 0; i < partitions.size(); i++) {
            if (partitions.nextOffset(i) >= 0 || partitions.isIdle(i) || partitions.isJoined(i)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Writes down which partitions join and leave: replay must see the same watermarks. The first to join after a start
     * take the place of all that the source had before: another member of the group may have the others by now, and what
     * is not read must not hold the watermark.
     */
    void change(PartitionChanges changes, long idleNanos, long monotonicNanos) {
        flush();
        Partitions marks = batch.partitions();
        if (!begun && !changes.joined().isEmpty()) {
            begun = true;
            for (String former : journals.partitions(stream.journal(), stream.id())) {
                if (former.startsWith(sourcePrefix) && !changes.joined().contains(former)) {
                    marks.setIdle(marks.intern(former), true);
                }
            }
        }
        for (String name : changes.joined()) {
            times.join(name, idleNanos);
            marks.setJoined(marks.intern(name), true);
        }
        for (String name : changes.left()) {
            times.leave(name, monotonicNanos, idleNanos);
            marks.setIdle(marks.intern(name), true);
        }
        flush();
    }

    /** Marks partitions that have fallen idle, and advances the watermark of a stream that is idle as a whole. */
    void time(boolean live, long idleNanos, long monotonicNanos) {
        if (times.markIdle(batch.partitions(), idleNanos, monotonicNanos)) {
            flush();
        }
        long advance = times.advance(live, idleNanos, monotonicNanos);
        if (advance != EventTime.MIN) {
            batch.setWatermarkAdvance(advance);
            flush();
        }
    }

    /** The first delivery that has something in the open batch, or {@link Long#MAX_VALUE}. */
    long firstDelivery() {
        return firstDelivery;
    }

    String id() {
        return stream.id();
    }

    /** What keeps messages waiting; empty if nothing does. Any thread. */
    String waiting() {
        return decoder.waiting();
    }

    /** Ends every wait. Any thread. */
    void close() {
        decoder.close();
    }

    IngestStats.StreamStats stats() {
        return counters.snapshot(decoder.unknownMembers(), decoder.sequenceGaps());
    }
}
