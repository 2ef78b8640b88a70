package io.weir.storage;

import io.weir.config.StorageConfig;
import io.weir.config.StorageConfig.JournalConfig;
import io.weir.model.DeadLetters;
import io.weir.storage.manifest.GenerationEntry;
import java.io.IOException;
import java.util.List;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes the oldest sealed generations: those beyond a journal's own size, those whose rows all came in longer before the
 * journal's newest row than its age, and then, as long as everything together is over the budget, those of the journals
 * that matter least. Never the generation that is written. Age is told by the rows themselves, so that no step of the
 * clock deletes anything while nothing comes in. On the commit thread.
 */
final class Retention {
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

    private final List<LiveJournal> journals;
    private final long budget;
    private final LongSupplier diskBytes;

    /**
     * Retention over some journals.
     *
     * @param diskBytes what everything under the data directory takes
     */
    Retention(List<LiveJournal> journals, StorageConfig config, LongSupplier diskBytes) {
        this.journals = journals.stream()
                .sorted((a, b) -> Integer.compare(importance(a), importance(b)))
                .toList();
        this.budget = config.budget().map(size -> size.bytes()).orElse(Long.MAX_VALUE);
        this.diskBytes = diskBytes;
    }

    private static int importance(LiveJournal journal) {
        return switch (journal.id()) {
            case "results" -> 2;
            case DeadLetters.NAME -> 1;
            default -> 0;
        };
    }

    void run() {
        try {
            for (LiveJournal journal : journals) {
                delete(journal, Math.max(beyondSize(journal), beyondAge(journal)), "its own limit");
            }
            for (LiveJournal journal : journals) {
                while (sealedCount(journal) > 0 && diskBytes.getAsLong() > budget) {
                    delete(journal, 1, "the budget of everything");
                }
            }
        } catch (IOException e) {
            LOG.warn("retention could not finish and will try again: {}", e.getMessage());
        }
    }

    private static void delete(LiveJournal journal, int count, String why) throws IOException {
        if (count > 0) {
            GenerationEntry last = journal.manifest().generations().get(count - 1);
            journal.deleteFirst(count);
            LOG.info("journal {} is deleted through sequence {} to keep {}", journal.id(), last.last(), why);
        }
    }

    private static int sealedCount(LiveJournal journal) {
        return journal.manifest().generations().size() - 1;
    }

    private static int beyondSize(LiveJournal journal) {
        JournalConfig config = journal.config();
        if (config.size().isEmpty()) {
            return 0;
        }
        long excess = sealedBytes(journal)
                + journal.activeBytes()
                - config.size().get().bytes();
        int count = 0;
        while (excess > 0 && count < sealedCount(journal)) {
            excess -= journal.manifest().generations().get(count).bytes();
            count++;
        }
        return count;
    }

    private static int beyondAge(LiveJournal journal) {
        JournalConfig config = journal.config();
        if (config.age().isEmpty()) {
            return 0;
        }
        List<GenerationEntry> generations = journal.manifest().generations();
        long newest = journal.activeMaxArrival();
        for (GenerationEntry entry : generations) {
            newest = Math.max(newest, entry.maxArrival());
        }
        long ageNanos = config.age().get().toNanos();
        int count = 0;
        while (count < sealedCount(journal) && isOlder(generations.get(count).maxArrival(), newest, ageNanos)) {
            count++;
        }
        return count;
    }

    private static boolean isOlder(long arrival, long newest, long ageNanos) {
        // Rowless generations go with the first that has rows; the difference overflows only for absurd clocks.
        return arrival == Long.MIN_VALUE || (newest > arrival && newest - arrival > ageNanos);
    }

    /** What the sealed generations of a journal take, in bytes. */
    static long sealedBytes(LiveJournal journal) {
        long bytes = 0;
        for (GenerationEntry entry : journal.manifest().generations()) {
            bytes += entry.bytes();
        }
        return bytes;
    }
}
