package io.weir.appliance;

import io.weir.ingest.IngestJournals;
import io.weir.model.RowBatch;
import io.weir.storage.JournalStore;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** What ingest sees of storage. Waits while a journal has no space. */
final class JournalsPort implements IngestJournals {
    private final JournalStore store;
    private final PatientAppends appends;

    JournalsPort(JournalStore store, PatientAppends appends) {
        this.store = store;
        this.appends = appends;
    }

    @Override
    public void append(String journal, RowBatch batch) {
        appends.append(store.journal(journal), batch);
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
        Long position = store.journal(journal)
                .positions()
                .getOrDefault(stream, Map.of())
                .get(partition);
        return position == null ? OptionalLong.empty() : OptionalLong.of(position);
    }

    @Override
    public Set<String> partitions(String journal, String stream) {
        return Set.copyOf(store.journal(journal)
                .positions()
                .getOrDefault(stream, Map.of())
                .keySet());
    }
}
