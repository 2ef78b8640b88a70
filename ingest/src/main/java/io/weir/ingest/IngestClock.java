package io.weir.ingest;

import java.time.Instant;

/** The two clocks of ingest. */
public interface IngestClock {
    /** Of the machine. */
    IngestClock SYSTEM = new IngestClock() {
        @Override
        public long epochNanos() {
            Instant now = Instant.now();
            return now.getEpochSecond() * 1_000_000_000L + now.getNano();
        }

        @Override
        public long monotonicNanos() {
            return System.nanoTime();
        }
    };

    /** Wall time, epoch nanoseconds: for what is written down. */
    long epochNanos();

    /** Nanoseconds since some moment, never going back: for what happens after a while. */
    long monotonicNanos();
}
