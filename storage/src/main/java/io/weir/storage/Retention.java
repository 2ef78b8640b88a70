package io.weir.storage;

import io.weir.storage.file.DiskSpace;
import io.weir.storage.manifest.GenerationEntry;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes the oldest sealed generations: those beyond a journal's own size, those beyond its age, and then, as long as
 * everything together is over the budget, those of the journals with the lowest priority. Never the generation that is
 * written. On the commit thread.
 *
 * <p>Age is told by no wall clock, which may be wrong by decades, but by how long the appliance has been running since a
 * generation ended: what its documents, and at last the manifest, say of how long each later one was written, by the
 * monotonic clock. Time without power does not count. So a clock that is wrong, or set, deletes nothing.
 *
 * <pre>
 *   g1 ran 3 h | g2 ran 4 h | g3 is written for 2 h           age 5 h: g1 ended 6 h of running ago and goes, g2 stays
 * </pre>
 *
 * What a named reader still needs, age does not delete, unless the disk is nearly full; size and budget do, and it is
 * counted as lost to that reader.
 */
final class Retention {
    private static final Logger LOG = LoggerFactory.getLogger(Retention.class);

    private final List<LiveJournal> journals;
    private final SortedMap<Integer, List<LiveJournal>> byPriority;
    private final DiskSpace space;
    private final Cursors cursors;

    Retention(List<LiveJournal> journals, DiskSpace space, Cursors cursors) {
        this.journals = List.copyOf(journals);
        this.byPriority = journals.stream()
                .collect(Collectors.groupingBy(
                        journal -> journal.config().priority(), TreeMap::new, Collectors.toList()));
        this.space = space;
        this.cursors = cursors;
    }

    void run() {
        try {
            boolean low = space.isLow();
            for (LiveJournal journal : journals) {
                delete(journal, beyondSize(journal), "its size");
                int old = beyondAge(journal);
                delete(journal, low ? old : Math.min(old, unneeded(journal)), "its age");
            }
            keepBudget();
        } catch (IOException e) {
            LOG.warn("retention could not finish and will try again: {}", e.getMessage());
        }
    }

    /** Deletes until all together leave the room that appends need. */
    private void keepBudget() throws IOException {
        for (List<LiveJournal> equals : byPriority.values()) {
            while (true) {
                // Asked once a turn: appends go on meanwhile, and what they take is for the next turn, or run.
                if (!isShort()) {
                    return;
                }
                Optional<LiveJournal> largest = equals.stream()
                        .filter(journal -> sealedCount(journal) > 0)
                        .max(Comparator.comparingLong(Retention::sealedBytes));
                if (largest.isEmpty()) {
                    break;
                }
                delete(largest.get(), 1, "the budget of everything");
            }
            // What is still written to goes before anything of a higher priority: once it has ended.
            if (equals.stream().anyMatch(LiveJournal::endSoon)) {
                return;
            }
        }
    }

    private boolean isShort() throws IOException {
        return space.budget().room() < (byPriority.size() + 2) * space.budget().step();
    }

    private void delete(LiveJournal journal, int count, String why) throws IOException {
        if (count > 0) {
            long before = journal.manifest().deletedThrough();
            long through = journal.manifest().generations().get(count - 1).last();
            cursors.deleting(journal.id(), before, through, why);
            journal.deleteFirst(count);
            LOG.info("journal {} is deleted through sequence {} to keep {}", journal.id(), through, why);
        }
    }

    private static int sealedCount(LiveJournal journal) {
        return journal.manifest().generations().size() - 1;
    }

    private static int beyondSize(LiveJournal journal) {
        long size = journal.config().size().map(limit -> limit.bytes()).orElse(Long.MAX_VALUE);
        long excess = sealedBytes(journal) + journal.activeBytes() - size;
        int count = 0;
        while (excess > 0 && count < sealedCount(journal)) {
            excess -= journal.manifest().generations().get(count).disk();
            count++;
        }
        return count;
    }

    private static int beyondAge(LiveJournal journal) {
        if (journal.config().age().isEmpty()) {
            return 0;
        }
        long ageNanos = journal.config().age().get().toNanos();
        List<GenerationEntry> generations = journal.manifest().generations();
        long since = journal.activeRanNanos();
        int count = sealedCount(journal);
        while (count > 0 && since <= ageNanos) {
            count--;
            since += generations.get(count).ran();
        }
        return count;
    }

    /** How many generations at the front no named reader needs any more. */
    private int unneeded(LiveJournal journal) {
        long neededBehind = cursors.neededBehind(journal.id());
        int count = 0;
        while (count < sealedCount(journal)
                && journal.manifest().generations().get(count).last() <= neededBehind) {
            count++;
        }
        return count;
    }

    private static long sealedBytes(LiveJournal journal) {
        long bytes = 0;
        for (GenerationEntry entry : journal.manifest().generations()) {
            bytes += entry.disk();
        }
        return bytes;
    }
}
