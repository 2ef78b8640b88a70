package io.weir.appliance;

import io.weir.ingest.IngestJournals;
import io.weir.model.RowBatch;
import io.weir.storage.JournalStore;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/** What ingest sees of storage. */
final class JournalsPort implements IngestJournals {
    private final JournalStore store;
    /** By journal, stream, partition: as recovery found them. */
    private final Map<String, Map<String, Map<String, Long>>> startPositions = new HashMap<>();

    JournalsPort(JournalStore store, Iterable<String> journals) {
        this.store = store;
        for (String journal : journals) {
            startPositions.put(journal, store.journal(journal).positions());
        }
    }

    @Override
    public void append(String journal, RowBatch batch) {
        store.journal(journal).append(batch);
    }

    @Override
    public void afterDurable(Runnable action) {
        store.commit().afterDurable(action);
    }

    @Override
    public void urge() {
        store.commit().urge();
    }

    @Override
    public OptionalLong position(String journal, String stream, String partition) {
        Long position = startPositions
                .getOrDefault(journal, Map.of())
                .getOrDefault(stream, Map.of())
                .get(partition);
        return position == null ? OptionalLong.empty() : OptionalLong.of(position);
    }
}
