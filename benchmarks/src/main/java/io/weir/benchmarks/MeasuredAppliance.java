package io.weir.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import io.weir.appliance.Appliance;
import io.weir.appliance.serve.Health;
import io.weir.config.ConfigReader;
import io.weir.model.RowBatch;
import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;

/**
 * The appliance, and what it did: {@code MeasuredAppliance config window-delay-micros latency|drain warm-up-seconds}. Follows its own
 * journals: a row counts as durable when a reader is given it, which is later than the force. Latencies of the
 * warm-up, while the JVMs of appliance, broker and load compile, are left out; everything else counts from the start. Ends when its standard
 * input does, and prints one line of JSON.
 */
final class MeasuredAppliance {
    private final Histogram durable = new Histogram(3_600_000_000L, 3);
    private final Histogram windows = new Histogram(3_600_000_000L, 3);
    private final boolean latency;
    private final long windowDelayMicros;
    private final long warmUpNanos;
    private long rows;
    private long firstNanos;
    private long lastNanos;
    private long results;

    private MeasuredAppliance(long windowDelayMicros, boolean latency, long warmUpSeconds) {
        this.warmUpNanos = TimeUnit.SECONDS.toNanos(warmUpSeconds);
        this.windowDelayMicros = windowDelayMicros;
        this.latency = latency;
    }

    public static void main(String[] args) throws Exception {
        MeasuredAppliance measured =
                new MeasuredAppliance(Long.parseLong(args[1]), args[2].equals("latency"), Long.parseLong(args[3]));
        Appliance appliance = Appliance.start(ConfigReader.read(Path.of(args[0]), System::getenv));
        appliance.follow("readings", 0).subscribe(measured::readings);
        appliance.follow("results", 0).subscribe(measured::results);
        while (appliance.health().status() != Health.Status.UP) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
        }
        System.out.println("ready");
        while (System.in.read() >= 0) {
            measured.progress();
        }
        System.out.println(measured.report());
        System.out.flush();
        appliance.stop();
        System.exit(0);
    }

    /** Any byte on standard input is answered with the number of rows so far. */
    private void progress() {
        System.out.println(rows);
    }

    private void readings(RowBatch batch) {
        long now = System.nanoTime();
        if (rows == 0) {
            firstNanos = now;
        }
        lastNanos = now;
        rows += batch.rowCount();
        if (isMeasured(now)) {
            long micros = Payloads.nowMicros();
            long[] times = batch.times();
            for (int row = 0; row < batch.rowCount(); row++) {
                durable.recordValue(Math.max(0, micros - times[row] / 1000));
            }
        }
    }

    private boolean isMeasured(long nanos) {
        return latency && rows > 0 && nanos - firstNanos > warmUpNanos;
    }

    /** A result could be there when the first row came that moved the watermark past its window: that is its own delay. */
    private void results(RowBatch batch) {
        long micros = Payloads.nowMicros();
        int end = batch.schema().indexOf("window_end");
        results += batch.rowCount();
        for (int row = 0; isMeasured(System.nanoTime()) && row < batch.rowCount(); row++) {
            windows.recordValue(Math.max(0, micros - batch.longs(end)[row] / 1000 - windowDelayMicros));
        }
    }

    private String report() throws IOException {
        OperatingSystemMXBean os = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        com.sun.management.ThreadMXBean threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = 0;
        for (long bytes : threads.getThreadAllocatedBytes(threads.getAllThreadIds())) {
            allocated += Math.max(0, bytes);
        }
        long collections = 0;
        long collectionMs = 0;
        for (GarbageCollectorMXBean gc : ManagementFactory.getGarbageCollectorMXBeans()) {
            collections += gc.getCollectionCount();
            collectionMs += gc.getCollectionTime();
        }
        double seconds = (lastNanos - firstNanos) / 1e9;
        return String.format(
                Locale.ROOT,
                "{\"rows\":%d,\"rows_per_s\":%.0f,\"cpu_s\":%.2f,\"cpu_s_per_million\":%.2f,\"bytes_per_row\":%d,"
                        + "\"gc\":%d,\"gc_ms\":%d,\"rss_mib\":%d,\"results\":%d,\"durable_ms\":%s,\"window_ms\":%s}",
                rows,
                seconds == 0 ? 0 : rows / seconds,
                os.getProcessCpuTime() / 1e9,
                rows == 0 ? 0 : os.getProcessCpuTime() / 1e3 / rows,
                rows == 0 ? 0 : allocated / rows,
                collections,
                collectionMs,
                peakRssMib(),
                results,
                percentiles(durable),
                percentiles(windows));
    }

    private static String percentiles(Histogram histogram) {
        return String.format(
                Locale.ROOT,
                "{\"p50\":%.2f,\"p99\":%.2f,\"p999\":%.2f,\"max\":%.2f}",
                histogram.getValueAtPercentile(50) / 1e3,
                histogram.getValueAtPercentile(99) / 1e3,
                histogram.getValueAtPercentile(99.9) / 1e3,
                histogram.getMaxValue() / 1e3);
    }

    private static long peakRssMib() throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc/self/status"))) {
            if (line.startsWith("VmHWM:")) {
                return Long.parseLong(line.replaceAll("[^0-9]", "")) >> 10;
            }
        }
        return -1;
    }
}
