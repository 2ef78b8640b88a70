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
        long durableSequence = 0;
        long durableRows = 0;
        long followed = 0;
        JournalReader follower = null;
        try {
            for (int kill = 0; kill < KILLS; kill++) {
                try (AppendingProcess process = AppendingProcess.start(dir)) {
                    String begin = process.line();
                    assertThat(begin).as("seed %d, kill %d", seed, kill).startsWith("begin ");
                    String[] words = begin.split(" ", -1);
                    assertThat(Long.parseLong(words[1])).isGreaterThanOrEqualTo(durableSequence);
                    assertThat(Long.parseLong(words[2])).isGreaterThanOrEqualTo(durableRows);
                    if (follower == null) {
                        follower = ReadOnlyStore.open(dir).reader("readings", 0);
                    }
                    String last = begin;
                    for (int i = 0, lines = random.nextInt(4000); i < lines; i++) {
                        last = process.line();
                        if (i % 500 == 0) {
                            followed += JournalStoreTest.readNumbersOpen(follower, followed);
                        }
                    }
                    last = process.kill(last);
                    durableSequence = Long.parseLong(last.split(" ", -1)[1]);
                    durableRows = Long.parseLong(last.split(" ", -1)[2]);
                }
            }
            assertThat(follower).isNotNull();
            check(seed, durableSequence, durableRows);
            followed += JournalStoreTest.readNumbersOpen(follower, followed);
            assertThat(followed).as("seed %d", seed).isGreaterThanOrEqualTo(durableRows);
            assertThat(follower.skippedDocuments()).isZero();
        } finally {
            if (follower != null) {
                follower.close();
            }
        }
    }

    private void check(long seed, long durableSequence, long durableRows) {
        try (JournalStore store = JournalStore.open(dir, Stores.group())) {
            Journal journal = store.journal("readings");
            assertThat(journal.appended()).as("seed %d", seed).isGreaterThanOrEqualTo(durableSequence);
            List<Long> rows = JournalStoreTest.readNumbers(journal.reader(0));
            assertThat(rows.size()).as("seed %d", seed).isGreaterThanOrEqualTo((int) durableRows);
            assertThat(rows).isEqualTo(JournalStoreTest.numbers(0, rows.size()));
            assertThat(journal.positions()).isEqualTo(Map.of("press", Map.of("plant-0", (long) rows.size())));
        }
    }

    @Test
    void shouldRefuseADirectoryThatAnotherProcessHas() throws Exception {
        try (AppendingProcess process = AppendingProcess.start(dir)) {
            assertThat(process.line()).startsWith("begin ");
            assertThatThrownBy(() -> JournalStore.open(dir, Stores.group()))
                    .isInstanceOf(StorageException.class)
                    .hasMessageMatching("data directory .* is in use by process \\d+: stop the other instance, "
                            + "or give this one a data_dir of its own");
            process.kill("");
        }
        JournalStore.open(dir, Stores.group()).close();
    }
}
