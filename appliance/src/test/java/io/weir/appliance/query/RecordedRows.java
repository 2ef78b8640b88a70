package io.weir.appliance.query;

import io.weir.config.StorageConfig;
import io.weir.config.StorageConfig.JournalConfig;
import io.weir.config.StorageConfig.Sync;
import io.weir.config.StorageConfig.SyncMode;
import io.weir.model.Field;
import io.weir.model.FieldType;
import io.weir.model.RowBatch;
import io.weir.model.Schema;
import io.weir.storage.JournalStore;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/** A data directory with random rows, and the same rows in memory to compare with. */
final class RecordedRows {
    static final long START = 1_764_000_000_000_000_000L;

    static final Schema PRESS = new Schema(
            Schema.Kind.STREAM,
            "press",
            List.of(
                    new Field("temp", FieldType.DOUBLE),
                    new Field("rpm", FieldType.LONG),
                    new Field("open", FieldType.BOOL),
                    new Field("state", FieldType.STRING),
                    new Field("made", FieldType.TIMESTAMP)));

    /** Shares the journal, and must not be seen in the other. */
    static final Schema OVEN = new Schema(Schema.Kind.STREAM, "oven", List.of(new Field("heat", FieldType.DOUBLE)));

    /** A row of press; null where absent. */
    record Reading(long time, String key, long arrival, Double temp, Long rpm, Boolean open, String state, Long made) {}

    private RecordedRows() {}

    static JournalStore open(Path dataDir) {
        Map<String, JournalConfig> journals = new LinkedHashMap<>();
        for (String id : new String[] {"readings", "results", "dead_letters"}) {
            journals.put(id, new JournalConfig(id, Optional.empty(), Optional.empty()));
        }
        return JournalStore.open(
                dataDir, new StorageConfig(new Sync(SyncMode.NONE, Duration.ZERO), Optional.empty(), journals));
    }

    /** Appends documents of random rows, one second apart and a little out of order, and returns those of press. */
    static List<Reading> append(JournalStore store, Random random, int documents, long firstSecond) {
        List<Reading> rows = new ArrayList<>();
        RowBatch press = new RowBatch(PRESS, 64);
        RowBatch oven = new RowBatch(OVEN, 64);
        long second = firstSecond;
        for (int document = 0; document < documents; document++) {
            press.clear();
            int partition = press.partitions().intern("in");
            for (int i = random.nextInt(64); i >= 0; i--) {
                long time = START + (second++ - random.nextInt(20)) * 1_000_000_000L + random.nextInt(1_000_000_000);
                Reading reading = new Reading(
                        time,
                        "p" + random.nextInt(9),
                        time + random.nextInt(1000),
                        random.nextInt(10) == 0 ? null : random.nextGaussian() * 40,
                        random.nextInt(10) == 0 ? null : random.nextLong(),
                        random.nextInt(10) == 0 ? null : random.nextBoolean(),
                        random.nextInt(10) == 0 ? null : text(random),
                        random.nextInt(10) == 0 ? null : time - random.nextInt());
                add(press, reading, partition);
                rows.add(reading);
            }
            store.journal("readings").append(press);
            if (random.nextInt(3) == 0) {
                oven.clear();
                oven.startRow(
                        START + second * 1_000_000_000L,
                        START,
                        oven.dictionary().intern("o"),
                        oven.partitions().intern("in"));
                oven.commitRow();
                store.journal("readings").append(oven);
            }
        }
        return rows;
    }

    private static String text(Random random) {
        return random.nextInt(4) == 0 ? "größer, \"än\" 12 bytes " + random.nextInt(1000) : "s" + random.nextInt(3);
    }

    private static void add(RowBatch batch, Reading reading, int partition) {
        batch.startRow(reading.time(), reading.arrival(), batch.dictionary().intern(reading.key()), partition);
        if (reading.temp() != null) {
            batch.setDouble(0, reading.temp());
        }
        if (reading.rpm() != null) {
            batch.setLong(1, reading.rpm());
        }
        if (reading.open() != null) {
            batch.setBool(2, reading.open());
        }
        if (reading.state() != null) {
            batch.setString(3, batch.dictionary().intern(reading.state()));
        }
        if (reading.made() != null) {
            batch.setLong(4, reading.made());
        }
        batch.commitRow();
    }
}
