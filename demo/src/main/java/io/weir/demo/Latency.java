package io.weir.demo;

import io.weir.model.RowBatch;
import java.time.Clock;
import java.time.Instant;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * How long rows take from the sensor's scheduled send (their field {@code sent}) until they are durable in the journal
 * and a reader is given them. Recorded by the thread that follows the journal, read by the view.
 */
final class Latency {
    private static final long MOST_MICROS = 3_600_000_000L;

    private final Recorder recorder = new Recorder(MOST_MICROS, 3);
    private final Histogram all = new Histogram(MOST_MICROS, 3);
    private final Clock clock;

    Latency(Clock clock) {
        this.clock = clock;
    }

    void record(RowBatch batch) {
        int sent = batch.schema().indexOf("sent");
        if (sent < 0) {
            return;
        }
        Instant now = clock.instant();
        long nowMicros = now.getEpochSecond() * 1_000_000 + now.getNano() / 1000;
        for (int row = 0; row < batch.rowCount(); row++) {
            if (!batch.isNull(sent, row)) {
                long micros = nowMicros - Math.floorDiv(batch.longs(sent)[row], 1000);
                recorder.recordValue(Math.min(MOST_MICROS, Math.max(0, micros)));
            }
        }
    }

    /** Since the last call: {@code [p50, p99]} in milliseconds. */
    synchronized double[] recent() {
        Histogram recent = recorder.getIntervalHistogram();
        all.add(recent);
        return percentiles(recent);
    }

    /** Since the start: {@code [p50, p99]} in milliseconds. */
    synchronized double[] total() {
        all.add(recorder.getIntervalHistogram());
        return percentiles(all);
    }

    private static double[] percentiles(Histogram histogram) {
        return new double[] {histogram.getValueAtPercentile(50) / 1e3, histogram.getValueAtPercentile(99) / 1e3};
    }
}
