package io.weir.appliance;

import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.weir.config.WeirConfig;
import io.weir.ingest.Ingest;
import io.weir.ingest.rules.StreamRules;
import io.weir.storage.JournalStore;
import java.util.Collection;
import java.util.List;

/**
 * The statistics of every part in Prometheus text format. Parts count for themselves; nothing is counted here, and the
 * hot path knows nothing of Micrometer.
 */
final class Metrics {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final IngestMetrics ingest;

    Metrics(
            WeirConfig config,
            JournalStore store,
            PatientAppends appends,
            List<Ingest> ingests,
            List<PipelineRunner> pipelines,
            Collection<StreamRules> rules) {
        Meters meters = new Meters(registry);
        jvm();
        ingest = new IngestMetrics(meters, config, ingests, rules);
        PipelineMetrics.register(meters, pipelines);
        StorageMetrics.register(meters, store, config.storage().journals().keySet());
        meters.gauge(
                "weir.journal.waiting.for.space",
                "Sources and pipelines that wait because the disk is full",
                Tags.empty(),
                appends,
                PatientAppends::waiting);
    }

    /** All metrics as they are now. */
    synchronized String scrape() {
        ingest.update();
        return registry.scrape();
    }

    @SuppressWarnings("resource") // lives as long as the process
    private void jvm() {
        new JvmGcMetrics().bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
    }
}
