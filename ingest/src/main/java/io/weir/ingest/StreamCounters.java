package io.weir.ingest;

import io.weir.ingest.decode.Reason;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/** Hot path. Counts of one source and stream. Written by the source's thread only, read by any. */
final class StreamCounters {
    private final AtomicLong received = new AtomicLong();
    private final AtomicLong journaled = new AtomicLong();
    private final AtomicLong rows = new AtomicLong();
    private final AtomicLong replayed = new AtomicLong();
    private final AtomicLong batches = new AtomicLong();
    private final AtomicLong maxEventTime = new AtomicLong(Long.MIN_VALUE);
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
     */
    IngestStats.StreamStats snapshot(int unknownMembers) {
        Map<Reason, Long> byReason = new EnumMap<>(Reason.class);
        deadLetters.forEach((reason, count) -> {
            if (count.get() > 0) {
                byReason.put(reason, count.get());
            }
        });
        return new IngestStats.StreamStats(
                received.get(),
                journaled.get(),
                rows.get(),
                byReason,
                replayed.get(),
                batches.get(),
                unknownMembers,
                maxEventTime.get());
    }
}
