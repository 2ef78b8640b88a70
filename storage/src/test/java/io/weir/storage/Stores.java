package io.weir.storage;

import io.weir.config.StorageConfig;
import io.weir.config.StorageConfig.JournalConfig;
import io.weir.config.StorageConfig.Sync;
import io.weir.config.StorageConfig.SyncMode;
import io.weir.model.ByteSize;
import io.weir.model.RowBatch;
import io.weir.storage.document.Batches;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** What the tests of the journal share. */
final class Stores {
    private Stores() {}

    static StorageConfig config(SyncMode mode, Duration maxDelay) {
        return config(mode, maxDelay, Optional.empty(), Optional.empty(), Optional.empty());
    }

    static StorageConfig config(
            SyncMode mode,
            Duration maxDelay,
            Optional<ByteSize> budget,
            Optional<Duration> age,
            Optional<ByteSize> size) {
        Map<String, JournalConfig> journals = new LinkedHashMap<>();
        for (String id : new String[] {"readings", "results", "dead_letters"}) {
            journals.put(id, new JournalConfig(id, age, size));
        }
        return new StorageConfig(new Sync(mode, maxDelay), budget, journals);
    }

    static StorageConfig group() {
        return config(SyncMode.GROUP, Duration.ofMillis(2));
    }

    /** Forces only when it is urged to. */
    static StorageConfig slow() {
        return config(SyncMode.GROUP, Duration.ofHours(1));
    }

    static StorageConfig none() {
        return config(SyncMode.NONE, Duration.ofMillis(2));
    }

    /** Real blocks below a directory, in bytes, as the operating system counts them. */
    static long du(Path directory) {
        try {
            // What comes and goes meanwhile is no error.
            Process process = new ProcessBuilder("du", "-sk", directory.toString())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            process.waitFor();
            return Long.parseLong(output.split("\\s+", -1)[0]) * 1024;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    static RowBatch batch() {
        return new RowBatch(Batches.ALL_TYPES, 256);
    }

    /** Waits until something holds; fails after 30 seconds. */
    static void await(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("still not: " + what);
            }
            LockSupport.parkNanos(200_000);
        }
    }

    static void awaitDurable(JournalStore store, Journal journal) {
        long appended = journal.appended();
        store.commit().urge();
        await("durable " + appended, () -> journal.durable() >= appended);
    }
}
