package io.weir.appliance;

import io.weir.appliance.serve.Health;
import io.weir.ingest.Ingest;
import io.weir.ingest.IngestStats.StreamStats;
import io.weir.ingest.SourceStats;
import io.weir.processing.PipelineStats;
import io.weir.storage.JournalStore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What the parts of a running appliance say of themselves, added up. Thread-safe, as all statistics are. */
final class Statistics {
    private final JournalStore store;
    private final PatientAppends appends;
    private final List<Ingest> ingests;
    private final List<PipelineRunner> pipelines;

    Statistics(JournalStore store, PatientAppends appends, List<Ingest> ingests, List<PipelineRunner> pipelines) {
        this.store = store;
        this.appends = appends;
        this.ingests = List.copyOf(ingests);
        this.pipelines = List.copyOf(pipelines);
    }

    Totals totals() {
        long received = 0;
        long journaled = 0;
        long deadLetters = 0;
        for (Ingest ingest : ingests) {
            for (StreamStats stream : ingest.stats().streams().values()) {
                received += stream.received() - stream.replayed() - stream.dropped();
                journaled += stream.journaled();
                deadLetters += stream.deadLetterCount();
            }
        }
        long late = 0;
        long windows = 0;
        long revisions = 0;
        for (PipelineRunner pipeline : pipelines) {
            PipelineStats stats = pipeline.stats();
            late += stats.late();
            windows += stats.rowsOut() - stats.revisions();
            revisions += stats.revisions();
        }
        return new Totals(received, journaled, deadLetters, late, windows, revisions, store.diskBytes());
    }

    Health health() {
        Map<String, String> parts = new LinkedHashMap<>();
        Health.Status status = Health.Status.UP;
        for (Ingest ingest : ingests) {
            SourceStats source = ingest.sourceStats();
            Throwable failure = ingest.failure().getNow(null);
            if (failure != null) {
                parts.put("source " + ingest.id(), "failed: " + failure);
                status = Health.Status.FAILED;
            } else if (!ingest.waiting().isEmpty()) {
                parts.put("source " + ingest.id(), ingest.waiting());
                status = worse(status, Health.Status.DEGRADED);
            } else {
                parts.put("source " + ingest.id(), source.connected() ? "" : "not connected: " + source.lastError());
                status = source.connected() ? status : worse(status, Health.Status.DEGRADED);
            }
        }
        for (PipelineRunner pipeline : pipelines) {
            Throwable failure = pipeline.failure();
            parts.put("pipeline " + pipeline.id(), failure == null ? "" : "stopped: " + failure);
            status = failure == null ? status : Health.Status.FAILED;
        }
        return new Health(worse(status, storage(parts)), parts);
    }

    private Health.Status storage(Map<String, String> parts) {
        Throwable failure = store.commit().failure();
        if (failure != null) {
            parts.put("storage", "failed: " + failure);
            return Health.Status.FAILED;
        }
        if (appends.waiting() > 0) {
            parts.put("storage", "no space: waiting for some");
            return Health.Status.DEGRADED;
        }
        parts.put("storage", "");
        return Health.Status.UP;
    }

    private static Health.Status worse(Health.Status a, Health.Status b) {
        return a.compareTo(b) >= 0 ? a : b;
    }
}
