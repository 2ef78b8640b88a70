package io.weir.storage;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The {@link Cursor}s of an appliance. Those of the process before hold their data from the start on, before their
 * readers come back; {@link #keepOnly} lets go of those that do not. Thread-safe.
 */
final class Cursors {
    private static final Logger LOG = LoggerFactory.getLogger(Cursors.class);

    private final CheckpointStore store;
    private final Map<String, Cursor> byName = new ConcurrentHashMap<>();

    Cursors(CheckpointStore store) {
        this.store = store;
        store.positions()
                .forEach((name, place) -> byName.put(name, new Cursor(name, place.journal(), place.sequence(), store)));
    }

    /**
     * The cursor of a name; one at the start of the journal if there is none in this journal.
     *
     * @param deletedThrough what the journal does not have any more
     */
    Cursor open(String name, String journal, long deletedThrough) {
        Cursor known = byName.get(name);
        if (known != null && known.journal().equals(journal)) {
            if (known.saved() > 0) {
                known.deleting(known.saved(), deletedThrough, "its limits");
            }
            return known;
        }
        if (known != null) {
            LOG.warn("reader {} has left journal {} and begins at the start of {}", name, known.journal(), journal);
        }
        Cursor cursor = new Cursor(name, journal, 0, store);
        byName.put(name, cursor);
        return cursor;
    }

    /** Lets go of all readers but these; should one come back later, it finds what is left. */
    void keepOnly(Collection<String> names) {
        byName.values().removeIf(cursor -> {
            boolean gone = !names.contains(cursor.name());
            if (gone) {
                LOG.info("reader {} of journal {} is no longer configured", cursor.name(), cursor.journal());
            }
            return gone;
        });
    }

    List<Cursor> all() {
        return List.copyOf(byName.values());
    }

    /** The sequence behind which some reader of a journal needs everything; {@code Long.MAX_VALUE} without readers. */
    long neededBehind(String journal) {
        return byName.values().stream()
                .filter(cursor -> cursor.journal().equals(journal))
                .mapToLong(Cursor::saved)
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /** Tells the readers of a journal what will be deleted. Before it is: a reader that finds it gone must be told already. */
    void deleting(String journal, long deletedBefore, long deletedThrough, String why) {
        for (Cursor cursor : byName.values()) {
            if (cursor.journal().equals(journal)) {
                cursor.deleting(deletedBefore, deletedThrough, why);
            }
        }
    }
}
