package io.weir.appliance;

import io.micrometer.core.instrument.Tags;
import io.weir.storage.Cursor;
import io.weir.storage.GroupCommit;
import io.weir.storage.Journal;
import io.weir.storage.JournalStore;

/** The figures of journals, of those who read them by name, and of the group commit. */
final class StorageMetrics {
    private final Meters meters;

    private StorageMetrics(Meters meters) {
        this.meters = meters;
    }

    static void register(Meters meters, JournalStore store, Iterable<String> journals) {
        StorageMetrics metrics = new StorageMetrics(meters);
        journals.forEach(id -> metrics.journal(store.journal(id)));
        store.cursors().forEach(metrics::reader);
        metrics.commit(store.commit());
        meters.gauge(
                "weir.disk.bytes",
                "Blocks in use under the data directory",
                Tags.empty(),
                store,
                JournalStore::diskBytes);
    }

    private void journal(Journal journal) {
        Tags tags = Tags.of("journal", journal.id());
        meters.gauge("weir.journal.appended", "Sequence of the last document", tags, journal, Journal::appended);
        meters.gauge("weir.journal.durable", "Sequence of the last durable document", tags, journal, Journal::durable);
    }

    private void reader(Cursor cursor) {
        Tags tags = Tags.of("reader", cursor.name(), "journal", cursor.journal());
        meters.counter(
                "weir.reader.lost.documents",
                "Documents that were deleted before a named reader had read them",
                tags,
                cursor,
                Cursor::lostDocuments);
        meters.counter(
                "weir.checkpoint.bytes",
                "Bytes written to keep a named reader's checkpoints",
                tags,
                cursor,
                Cursor::checkpointBytes);
    }

    private void commit(GroupCommit commit) {
        Tags none = Tags.empty();
        meters.counter(
                "weir.commit.forces",
                "Group commits that forced files",
                none,
                commit,
                c -> c.stats().forces());
        meters.counter(
                "weir.commit.force.seconds",
                "Time spent in them",
                none,
                commit,
                c -> seconds(c.stats().totalNanos()));
        meters.gauge(
                "weir.commit.force.max.seconds",
                "The longest",
                none,
                commit,
                c -> seconds(c.stats().maxNanos()));
        meters.gauge(
                "weir.commit.unforced.rows",
                "Rows not durable yet",
                none,
                commit,
                c -> c.stats().unforcedRows());
        meters.gauge(
                "weir.commit.unforced.bytes",
                "Bytes not durable yet",
                none,
                commit,
                c -> c.stats().unforcedBytes());
        meters.gauge(
                "weir.commit.failed",
                "1 after a failed force: nothing is acknowledged any more",
                none,
                commit,
                c -> c.failure() == null ? 0 : 1);
    }

    private static double seconds(long nanos) {
        return nanos / 1e9;
    }
}
