package io.weir.storage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A real ext4 loses its power, again and again, while a process appends to a journal on it. Unlike SIGKILL, which leaves
 * the page cache, this loses what has not been forced.
 */
class PowerCutTest {
    /** More with {@code -Dweir.cuts=100}. */
    private static final int CUTS = Integer.getInteger("weir.cuts", 4);

    private static final int MEGABYTES_A_CUT = 12;

    @TempDir
    Path dir;

    @Test
    void shouldHaveEverythingOnceThatWasDurableBeforeEachCut() throws Exception {
        long seed = Long.getLong("weir.cuts.seed", System.nanoTime());
        System.out.println("-Dweir.cuts.seed=" + seed);
        Random random = new Random(seed);
        try (SmallDisk disk = SmallDisk.ext4(dir.resolve("disk"), 128 + CUTS * MEGABYTES_A_CUT)) {
            Path data = disk.directory().resolve("data");
            AppendingProcess.Mark durable = AppendingProcess.Mark.START;
            for (int cut = 0; cut < CUTS; cut++) {
                String when = "seed " + seed + ", cut " + cut;
                try (AppendingProcess process = AppendingProcess.start(data)) {
                    AppendingProcess.Mark begin = process.begin();
                    assertThat(begin.sequence()).as(when).isGreaterThanOrEqualTo(durable.sequence());
                    assertThat(begin.rows()).as(when).isGreaterThanOrEqualTo(durable.rows());
                    for (int i = 0, lines = random.nextInt(4000); i < lines; i++) {
                        process.durable();
                    }
                    disk.cutPower();
                    // Whatever it still says is durable must be.
                    durable = process.kill();
                }
                disk.restorePower();
                check(when, data, durable);
            }
            assertThat(durable.rows()).isPositive();
        }
    }

    private static void check(String when, Path data, AppendingProcess.Mark durable) {
        try (JournalStore store = JournalStore.open(data, Stores.group(), Forcer.DISK, AppendingProcess.OPTIONS)) {
            Journal journal = store.journal("readings");
            assertThat(journal.appended()).as(when).isGreaterThanOrEqualTo(durable.sequence());
            List<Long> rows = JournalStoreTest.readNumbers(journal.reader(0));
            assertThat(rows.size()).as(when).isGreaterThanOrEqualTo((int) durable.rows());
            assertThat(rows).as(when).isEqualTo(JournalStoreTest.numbers(0, rows.size()));
        }
    }
}
