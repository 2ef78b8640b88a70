package io.weir.appliance.e2e;

import io.weir.appliance.replay.KeyFilter;
import io.weir.appliance.replay.NdjsonPrinter;
import io.weir.appliance.replay.Replay;
import io.weir.appliance.replay.RowSelection;
import io.weir.model.RowBatch;
import io.weir.storage.JournalReader;
import io.weir.storage.ReadOnlyStore;
import io.weir.storage.StorageException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a data directory holds, as the tests compare it. */
final class Journals {
    private Journals() {}

    /** The readings of a journal, in its order. */
    static List<Reading> readings(Path dataDir) {
        List<Reading> readings = new ArrayList<>();
        try (ReadOnlyStore store = ReadOnlyStore.open(dataDir);
                JournalReader reader = store.reader("readings", 0)) {
            for (RowBatch batch = reader.next(); batch != null; batch = reader.next()) {
                int id = batch.schema().indexOf("id");
                int temp = batch.schema().indexOf("temp");
                for (int row = 0; row < batch.rowCount(); row++) {
                    readings.add(new Reading(
                            batch.longs(id)[row],
                            batch.keyText(row),
                            Math.floorDiv(batch.times()[row], 1_000_000),
                            batch.doubles(temp)[row]));
                }
            }
        }
        return readings;
    }

    /** The rows of a journal; 0 while the appliance has not made it yet. */
    static long count(Path dataDir, String journal) {
        long rows = 0;
        try (ReadOnlyStore store = ReadOnlyStore.open(dataDir);
                JournalReader reader = store.reader(journal, 0)) {
            for (RowBatch batch = reader.next(); batch != null; batch = reader.next()) {
                rows += batch.rowCount();
            }
        } catch (StorageException e) {
            return 0;
        }
        return rows;
    }

    /** What {@code weir replay NAME} prints: each line, and how often. */
    static Map<String, Integer> lines(Path dataDir, String journal, String name) {
        Map<String, Integer> lines = new TreeMap<>();
        rows(dataDir, journal, name).forEach(line -> lines.merge(line, 1, Integer::sum));
        return lines;
    }

    /** What {@code weir replay NAME} prints, in its order; nothing while there is no such journal. */
    static List<String> rows(Path dataDir, String journal, String name) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ReadOnlyStore store = ReadOnlyStore.open(dataDir);
                JournalReader reader = store.reader(journal, 0)) {
            RowSelection all = new RowSelection(name, Long.MIN_VALUE, Long.MAX_VALUE, KeyFilter.ALL);
            new Replay(all, new NdjsonPrinter(out), Long.MAX_VALUE).run(reader, false, () -> false);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (StorageException e) {
            return List.of();
        }
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
