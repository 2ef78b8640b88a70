package io.weir.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KilledProcessTest {
    /** More with {@code -Dweir.kills=100}. */
    private static final int KILLS = Integer.getInteger("weir.kills", 4);

    @TempDir
    Path dir;

    @Test
    void shouldHaveEverythingOnceThatWasDurableBeforeEachKill() throws Exception {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        AppendingProcess.Mark durable = AppendingProcess.Mark.START;
        long followed = 0;
        JournalReader follower = null;
        try {
            for (int kill = 0; kill < KILLS; kill++) {
                try (AppendingProcess process = AppendingProcess.start(dir)) {
                    AppendingProcess.Mark begin = process.begin();
                    assertThat(begin.sequence())
                            .as("seed %d, kill %d", seed, kill)
                            .isGreaterThanOrEqualTo(durable.sequence());
                    assertThat(begin.rows()).isGreaterThanOrEqualTo(durable.rows());
                    if (follower == null) {
                        follower = ReadOnlyStore.open(dir).reader("readings", 0);
                    }
                    for (int i = 0, lines = random.nextInt(4000); i < lines; i++) {
                        process.durable();
                        if (i % 500 == 0) {
                            followed += JournalStoreTest.readNumbersOpen(follower, followed);
                        }
                    }
                    durable = process.kill();
                }
            }
            assertThat(follower).isNotNull();
            check(seed, durable);
            followed += JournalStoreTest.readNumbersOpen(follower, followed);
            assertThat(followed).as("seed %d", seed).isGreaterThanOrEqualTo(durable.rows());
            assertThat(follower.skippedDocuments()).isZero();
        } finally {
            if (follower != null) {
                follower.close();
            }
        }
    }

    private void check(long seed, AppendingProcess.Mark durable) {
        try (JournalStore store = JournalStore.open(dir, Stores.group())) {
            Journal journal = store.journal("readings");
            assertThat(journal.appended()).as("seed %d", seed).isGreaterThanOrEqualTo(durable.sequence());
            List<Long> rows = JournalStoreTest.readNumbers(journal.reader(0));
            assertThat(rows.size()).as("seed %d", seed).isGreaterThanOrEqualTo((int) durable.rows());
            assertThat(rows).isEqualTo(JournalStoreTest.numbers(0, rows.size()));
            assertThat(journal.positions()).isEqualTo(Map.of("press", Map.of("plant-0", (long) rows.size())));
        }
    }

    @Test
    void shouldRefuseADirectoryThatAnotherProcessHas() throws Exception {
        try (AppendingProcess process = AppendingProcess.start(dir)) {
            process.begin();
            assertThatThrownBy(() -> JournalStore.open(dir, Stores.group()))
                    .isInstanceOf(StorageException.class)
                    .hasMessageMatching("data directory .* is in use by process \\d+: stop the other instance, "
                            + "or give this one a data_dir of its own");
            process.kill();
        }
        JournalStore.open(dir, Stores.group()).close();
    }
}
