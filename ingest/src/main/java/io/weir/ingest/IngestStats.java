package io.weir.ingest;

import io.weir.ingest.decode.Reason;
import io.weir.ingest.rules.Drop;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the ingest of one source has done so far. Once nothing is in flight, for each stream: {@code received = journaled
 * + deadLetters + dropped + replayed} in messages, and {@code decodedRows = rows + droppedRows} in rows.
 *
 * @param source the source's id
 * @param received messages
 * @param bytes of their payloads
 * @param inFlightMessages not durable yet
 * @param inFlightBytes of their payloads
 * @param requesting whether more messages have been asked for; false means backpressure
 * @param streams by id
 */
public record IngestStats(
        String source,
        long received,
        long bytes,
        long inFlightMessages,
        long inFlightBytes,
        boolean requesting,
        Map<String, StreamStats> streams) {
    /**
     * One stream's share.
     *
     * @param received messages
     * @param journaled messages whose rows have been appended
     * @param rows that have been appended; more than messages where a payload is an array
     * @param deadLetters messages that could not become rows, by reason
     * @param dropped messages that became rows of which the stream's rules kept none, or that say nothing of what the stream
     *     reads
     * @param decodedRows rows of messages that could become rows and that the journal did not cover
     * @param droppedRows rows that the stream's rules kept from the journal, by rule
     * @param replayed messages that the journal already covered
     * @param batches documents appended
     * @param unknownMembers names of members that the stream does not read, each once; at most 256
     * @param sequenceGaps how many times devices' own numbers showed that messages are missing; Sparkplug
     * @param maxEventTime largest event time appended, epoch nanoseconds; {@link Long#MIN_VALUE} before the first row
     */
    public record StreamStats(
            long received,
            long journaled,
            long rows,
            Map<Reason, Long> deadLetters,
            long dropped,
            long decodedRows,
            Map<Drop, Long> droppedRows,
            long replayed,
            long batches,
            int unknownMembers,
            long sequenceGaps,
            long maxEventTime) {
        public StreamStats {
            EnumMap<Reason, Long> copy = new EnumMap<>(Reason.class);
            copy.putAll(deadLetters);
            deadLetters = copy;
            EnumMap<Drop, Long> rules = new EnumMap<>(Drop.class);
            rules.putAll(droppedRows);
            droppedRows = rules;
        }

        /** Rows dropped by all rules. */
        public long droppedRowCount() {
            return droppedRows.values().stream().mapToLong(Long::longValue).sum();
        }

        /** Dead letters of all reasons. */
        public long deadLetterCount() {
            return deadLetters.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    public IngestStats {
        streams = new LinkedHashMap<>(streams);
    }
}
