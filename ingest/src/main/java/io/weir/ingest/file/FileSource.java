package io.weir.ingest.file;

import io.weir.config.FileSourceConfig;
import io.weir.config.FileSourceConfig.Order;
import io.weir.config.FileSourceConfig.Reading;
import io.weir.ingest.ConnectionLog;
import io.weir.ingest.Delivery;
import io.weir.ingest.DeliveryFlux;
import io.weir.ingest.Demand;
import io.weir.ingest.IngestClock;
import io.weir.ingest.PartitionChanges;
import io.weir.ingest.ResumePositions;
import io.weir.ingest.Source;
import io.weir.ingest.SourceStats;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;

/**
 * Files of lines as a {@link Source}. One thread looks for files, reads, and delivers; it reads only when there is demand,
 * so a journal that stalls stops the reading.
 */
public final class FileSource implements Source {
    private static final Logger LOG = LoggerFactory.getLogger(FileSource.class);
    private static final long TICK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);
    private static final long SCAN_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final long CLOSE_MS = 8_000;

    private final FileSourceConfig config;
    private final long lingerNanos;
    private final ConnectionLog log;
    private final Demand demand;
    private final Thread thread;
    private final FileScan scan;
    private final FileTable files;
    private final AtomicLong received = new AtomicLong();
    private final AtomicLong durable = new AtomicLong();
    private volatile @Nullable CoreSubscriber<? super Delivery> subscriber;
    private volatile boolean draining;
    private volatile boolean closing;
    private volatile boolean held;
    private volatile boolean readToEnd;
    private volatile long lagBytes;

    // Of the source's thread:
    private long nextScanNanos = System.nanoTime();
    private boolean scanned;
    private boolean announced;

    /**
     * Not started yet.
     *
     * @param positions up to where the journals have each file
     * @param linger how soon after a delivery a tick must follow
     */
    public FileSource(FileSourceConfig config, ResumePositions positions, Duration linger) {
        this.config = config;
        this.lingerNanos = Math.min(TICK_NANOS, Math.max(100_000, linger.toNanos()));
        this.log = new ConnectionLog("source " + config.id() + " (files " + String.join(", ", config.paths()) + ")");
        this.scan = new FileScan(config.paths(), config.reading() == Reading.RELOAD);
        this.files = new FileTable(config, positions, log);
        this.thread = new Thread(this::run, "weir-source-" + config.id());
        this.thread.setDaemon(true);
        this.demand = new Demand(() -> LockSupport.unpark(thread));
    }

    @Override
    public String id() {
        return config.id();
    }

    @Override
    public Flux<Delivery> deliveries() {
        return new DeliveryFlux(demand, actual -> {
            subscriber = actual;
            thread.start();
        });
    }

    private void run() {
        long nextTick = System.nanoTime();
        while (!closing) {
            held = !demand.isPositive();
            if (held) {
                LockSupport.parkNanos(this, TICK_NANOS);
                continue;
            }
            long now = System.nanoTime();
            find(now);
            TrackedFile file = draining ? null : next(now);
            if (file != null) {
                emit(file);
                nextTick = System.nanoTime() + lingerNanos;
            } else if (nextTick - now <= 0) {
                files.look(now);
                summarize();
                emit(null);
                nextTick = System.nanoTime() + TICK_NANOS;
            } else {
                LockSupport.parkNanos(this, nextTick - now);
            }
        }
        files.close();
    }

    /** Looks for files now and then; where each is read once, only until there are some. */
    private void find(long now) {
        if (now - nextScanNanos < 0 || draining || (scanned && !config.goesOn())) {
            return;
        }
        nextScanNanos = now + SCAN_NANOS;
        try {
            Map<java.nio.file.Path, FoundFile> found = scan.run();
            files.update(found, now);
            if (found.isEmpty() && files.isEmpty()) {
                log.lost("no file matches");
            } else {
                scanned = true;
                log.connected();
            }
            if (scan.isTooMany()) {
                log.trouble(
                        "more than " + FileScan.MAX_FILES + " files match; the rest is left out: use several sources,"
                                + " or move files that are done away");
            }
        } catch (IOException | RuntimeException e) {
            log.lost(String.valueOf(e.getMessage()));
        }
    }

    /** A file that has lines now, which have been read; or null. */
    private @Nullable TrackedFile next(long now) {
        for (TrackedFile file = files.next(); file != null; file = files.next()) {
            try {
                if (files.read(file, now)) {
                    return file;
                }
            } catch (IOException e) {
                files.failed(file, e, now);
            }
        }
        return null;
    }

    private void emit(@Nullable TrackedFile file) {
        CoreSubscriber<? super Delivery> current = subscriber;
        if (current != null) {
            demand.consume();
            PartitionChanges changes = files.takeChanges();
            FileDelivery delivery = new FileDelivery(IngestClock.SYSTEM.epochNanos(), changes, file, durable);
            received.addAndGet(delivery.messageCount());
            lagBytes = files.lagBytes();
            current.onNext(delivery);
        }
    }

    private void summarize() {
        lagBytes = files.lagBytes();
        readToEnd = scanned && !config.goesOn() && files.areDone();
        if (isDone() && !announced) {
            announced = true;
            LOG.info(
                    "source {}: done: {} files read to their ends, {} messages since the start",
                    config.id(),
                    files.size(),
                    received.get());
        }
    }

    @Override
    public SourceStats stats() {
        return new SourceStats(
                log.isConnected(), log.lastError(), log.connects(), received.get(), Map.of(), 0, Map.of(), held);
    }

    @Override
    public OptionalLong lagBytes() {
        return OptionalLong.of(lagBytes);
    }

    /** Without {@code follow}, once every file is read and everything of it is durable. */
    @Override
    public boolean isDone() {
        return readToEnd && durable.get() == received.get();
    }

    /** Whether everything that is there has been read: only then does silence mean anything. */
    @Override
    public boolean isLive() {
        return log.isConnected() && files.areAtEnd();
    }

    @Override
    public void drain() {
        draining = true;
    }

    @Override
    public void close() {
        draining = true;
        closing = true;
        LockSupport.unpark(thread);
        try {
            thread.join(CLOSE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        log.closed();
    }

    /** Which of two files is read first. */
    static int compare(Order order, TrackedFile a, TrackedFile b) {
        int byTime = order == Order.MODIFIED ? Long.compare(a.modifiedMs(), b.modifiedMs()) : 0;
        return byTime != 0 ? byTime : a.path().compareTo(b.path());
    }
}
