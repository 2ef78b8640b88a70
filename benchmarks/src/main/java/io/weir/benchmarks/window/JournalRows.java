package io.weir.benchmarks.window;

import io.weir.config.StorageConfig;
import io.weir.config.StorageConfig.JournalConfig;
import io.weir.config.StorageConfig.Sync;
import io.weir.config.StorageConfig.SyncMode;
import io.weir.model.RowBatch;
import io.weir.storage.JournalReader;
import io.weir.storage.JournalStore;
import io.weir.storage.ReadOnlyStore;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Rows of a journal on the disk, in documents of 500: read, checked, decoded. */
final class JournalRows implements WeirRows {
    private final Path dataDir;

    /**
     * Fills a temporary journal, which is deleted when the process ends.
     *
     * @param rows how many it has
     */
    JournalRows(long rows) throws IOException {
        this.dataDir = Files.createTempDirectory(Path.of(System.getProperty("dir", "/tmp")), "weir-windows");
        Runtime.getRuntime().addShutdownHook(new Thread(this::delete));
        write(rows);
    }

    @Override
    public void take(long rows, Consumer<RowBatch> consumer) {
        try (ReadOnlyStore store = ReadOnlyStore.open(dataDir);
                JournalReader reader = store.reader("readings", 0)) {
            for (long read = 0; read < rows; ) {
                RowBatch batch = Objects.requireNonNull(reader.next(), "the journal has all rows");
                consumer.accept(batch);
                read += batch.rowCount();
            }
        }
    }

    private void write(long rows) {
        Map<String, JournalConfig> journals = new LinkedHashMap<>();
        for (String id : new String[] {"readings", "results", "dead_letters"}) {
            journals.put(id, new JournalConfig(id, Optional.empty(), Optional.empty()));
        }
        StorageConfig config = new StorageConfig(new Sync(SyncMode.NONE, Duration.ZERO), Optional.empty(), journals);
        try (JournalStore store = JournalStore.open(dataDir, config)) {
            new MemoryRows().take(rows, batch -> store.journal("readings").append(batch));
        }
    }

    private void delete() {
        try (Stream<Path> files = Files.walk(dataDir)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
