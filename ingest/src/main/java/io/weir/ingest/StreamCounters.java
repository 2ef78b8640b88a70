package io.weir.ingest;

import io.weir.ingest.decode.Reason;
import io.weir.ingest.rules.Drop;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/** Hot path. Counts of one source and stream. Written by the source's thread only, read by any. */
final class StreamCounters {
    private final AtomicLong received = new AtomicLong();
    private final AtomicLong journaled = new AtomicLong();
    private final AtomicLong rows = new AtomicLong();
    private final AtomicLong replayed = new AtomicLong();
    private final AtomicLong batches = new AtomicLong();
    private final AtomicLong maxEventTime = new AtomicLong(Long.MIN_VALUE);
    private final AtomicLong decodedRows = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();
    /** By {@link Drop#index}. */
    private final AtomicLongArray droppedRows = new AtomicLongArray(Drop.COUNT);

    private final Map<Reason, AtomicLong> deadLetters = new EnumMap<>(Reason.class);

    StreamCounters() {
        for (Reason reason : Reason.values()) {
            deadLetters.put(reason, new AtomicLong());
        }
    }

    void received() {
        add(received, 1);
    }

    void replayed() {
        add(replayed, 1);
    }

    /** A message whose rows have all been dropped. */
    void dropped() {
        add(dropped, 1);
    }

    void decoded(int rowCount) {
        add(decodedRows, rowCount);
    }

    /** Takes over counts by {@link Drop#index}, and sets them to 0. */
    void droppedRows(long[] counts) {
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] != 0) {
                droppedRows.setRelease(i, droppedRows.getPlain(i) + counts[i]);
                counts[i] = 0;
            }
        }
    }

    void deadLetter(Reason reason) {
        deadLetters.computeIfPresent(reason, (key, count) -> {
            count.incrementAndGet();
            return count;
        });
    }

    void appended(int messages, int rowCount, long maxTime) {
        add(journaled, messages);
        add(rows, rowCount);
        add(batches, 1);
        maxEventTime.setRelease(maxTime);
    }

    /** One writer: no need for an atomic read-modify-write. */
    private static void add(AtomicLong counter, long amount) {
        counter.setRelease(counter.getPlain() + amount);
    }

    /**
     * What was counted until now.
     *
     * @param unknownMembers how many names of such are known
     * @param sequenceGaps as in {@link IngestStats.StreamStats}
     */
    IngestStats.StreamStats snapshot(int unknownMembers, long sequenceGaps) {
        Map<Reason, Long> byReason = new EnumMap<>(Reason.class);
        deadLetters.forEach((reason, count) -> {
            if (count.get() > 0) {
                byReason.put(reason, count.get());
            }
        });
        Map<Drop, Long> byRule = new EnumMap<>(Drop.class);
        for (Drop drop : Drop.values()) {
            if (droppedRows.get(drop.index()) > 0) {
                byRule.put(drop, droppedRows.get(drop.index()));
            }
        }
        return new IngestStats.StreamStats(
                received.get(),
                journaled.get(),
                rows.get(),
                byReason,
                dropped.get(),
                decodedRows.get(),
                byRule,
                replayed.get(),
                batches.get(),
                unknownMembers,
                sequenceGaps,
                maxEventTime.get());
    }
}
