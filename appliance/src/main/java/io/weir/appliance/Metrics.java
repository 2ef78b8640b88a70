package io.weir.appliance;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
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
import io.weir.ingest.IngestStats.StreamStats;
import io.weir.ingest.decode.Reason;
import io.weir.ingest.rules.Drop;
import io.weir.ingest.rules.StreamRules;
import io.weir.model.EventTime;
import io.weir.processing.PipelineStats;
import io.weir.storage.Cursor;
import io.weir.storage.GroupCommit;
import io.weir.storage.Journal;
import io.weir.storage.JournalStore;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToDoubleFunction;

/**
 * The statistics of every part in Prometheus text format. Parts count for themselves; nothing is counted here, and the
 * hot path knows nothing of Micrometer.
 */
final class Metrics {
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final List<Ingest> ingests;
    private final MultiGauge lag;
    /** Reasons that have occurred; a series for each appears with its first loss. Guarded by this. */
    private final Set<String> lossesShown = new HashSet<>();

    Metrics(
            WeirConfig config,
            JournalStore store,
            PatientAppends appends,
            List<Ingest> ingests,
            List<PipelineRunner> pipelines,
            Collection<StreamRules> rules) {
        this.ingests = List.copyOf(ingests);
        this.lag = MultiGauge.builder("weir.source.lag.messages")
                .description("Messages that wait at the broker, as far as it tells")
                .register(registry);
        jvm();
        ingests.forEach(this::ingest);
        config.sources().values().stream()
                .filter(source -> source.tls().isPresent())
                .forEach(source -> certificates(source.id()));
        pipelines.forEach(this::pipeline);
        rules.forEach(this::rules);
        config.storage().journals().keySet().forEach(id -> journal(store.journal(id)));
        store.cursors().forEach(this::reader);
        commit(store.commit());
        gauge(
                "weir.journal.waiting.for.space",
                "Sources and pipelines that wait because the disk is full",
                Tags.empty(),
                appends,
                PatientAppends::waiting);
        gauge(
                "weir.disk.bytes",
                "Blocks in use under the data directory",
                Tags.empty(),
                store,
                JournalStore::diskBytes);
    }

    /** All metrics as they are now. */
    synchronized String scrape() {
        List<MultiGauge.Row<?>> lags = new ArrayList<>();
        for (Ingest ingest : ingests) {
            ingest.sourceStats()
                    .lag()
                    .forEach((partition, messages) -> lags.add(
                            MultiGauge.Row.of(Tags.of("source", ingest.id(), "partition", partition), messages)));
            losses(ingest);
        }
        lag.register(lags, true);
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

    private void ingest(Ingest ingest) {
        Tags source = Tags.of("source", ingest.id());
        gauge(
                "weir.source.connected",
                "1 while the broker can be talked to",
                source,
                ingest,
                i -> i.sourceStats().connected() ? 1 : 0);
        counter(
                "weir.source.connects",
                "Connections made",
                source,
                ingest,
                i -> i.sourceStats().connects());
        gauge(
                "weir.source.backpressure",
                "1 while nothing is asked for, because too much is in flight",
                source,
                ingest,
                i -> i.stats().requesting() ? 0 : 1);
        counter(
                "weir.ingest.bytes",
                "Payload bytes taken in",
                source,
                ingest,
                i -> i.stats().bytes());
        gauge(
                "weir.ingest.in.flight.messages",
                "Messages not durable yet",
                source,
                ingest,
                i -> i.stats().inFlightMessages());
        if (ingest.lagBytes().isPresent()) {
            gauge(
                    "weir.source.lag.bytes",
                    "Bytes of files that are not read yet",
                    source,
                    ingest,
                    i -> i.lagBytes().orElse(0));
            gauge(
                    "weir.source.done",
                    "1 when every file is read to its end and all of it is durable",
                    source,
                    ingest,
                    i -> i.isDone() ? 1 : 0);
        }
        for (String id : ingest.stats().streams().keySet()) {
            Tags tags = source.and("stream", id);
            counter(
                    "weir.ingest.received",
                    "Messages; at rest journaled + dead letters + dropped + replayed",
                    tags,
                    ingest,
                    i -> stream(i, id).received());
            counter(
                    "weir.ingest.journaled",
                    "Messages whose rows are in the journal",
                    tags,
                    ingest,
                    i -> stream(i, id).journaled());
            counter(
                    "weir.ingest.rows",
                    "Rows written to the journal",
                    tags,
                    ingest,
                    i -> stream(i, id).rows());
            counter(
                    "weir.ingest.replayed",
                    "Messages that the journal already had",
                    tags,
                    ingest,
                    i -> stream(i, id).replayed());
            counter(
                    "weir.ingest.dropped",
                    "Messages of which the stream's rules kept no row",
                    tags,
                    ingest,
                    i -> stream(i, id).dropped());
            counter(
                    "weir.ingest.decoded.rows",
                    "Rows before the stream's rules; at rest rows + dropped rows",
                    tags,
                    ingest,
                    i -> stream(i, id).decodedRows());
            counter(
                    "weir.ingest.batches",
                    "Documents written to the journal",
                    tags,
                    ingest,
                    i -> stream(i, id).batches());
            gauge(
                    "weir.ingest.unknown.members",
                    "Names of members that the stream does not read, each once; the log names them",
                    tags,
                    ingest,
                    i -> stream(i, id).unknownMembers());
            counter(
                    "weir.ingest.dead.letters.all",
                    "Messages that became dead letters, of all reasons",
                    tags,
                    ingest,
                    i -> stream(i, id).deadLetterCount());
        }
    }

    private void certificates(String source) {
        for (Ingest ingest : ingests) {
            if (ingest.id().equals(source)) {
                gauge(
                        "weir.tls.certificate.expiry.days",
                        "Days until a TLS certificate in use expires; negative after that, NaN without certificates",
                        Tags.of("source", source),
                        ingest,
                        Metrics::daysToExpiry);
            }
        }
    }

    private static double daysToExpiry(Ingest ingest) {
        return ingest.certificateExpiry()
                .map(expiry -> (expiry.getEpochSecond() - System.currentTimeMillis() / 1e3) / 86_400)
                .orElse(Double.NaN);
    }

    private static StreamStats stream(Ingest ingest, String id) {
        StreamStats stats = ingest.stats().streams().get(id);
        if (stats == null) {
            throw new IllegalStateException("no stream " + id);
        }
        return stats;
    }

    private void rules(StreamRules rules) {
        Tags tags = Tags.of("stream", rules.stream().id());
        gauge("weir.rules.remembered", "Rows that dedupe remembers", tags, rules, StreamRules::remembered);
        counter(
                "weir.rules.forgotten",
                "Rows that dedupe forgot early, for want of room",
                tags,
                rules,
                StreamRules::forgotten);
        gauge("weir.rules.keys", "Keys that sample and deadband remember", tags, rules, StreamRules::keys);
        counter(
                "weir.rules.refused.keys",
                "Rows that passed sample and deadband because there were too many keys",
                tags,
                rules,
                StreamRules::refusedKeys);
    }

    private void losses(Ingest ingest) {
        for (Map.Entry<String, StreamStats> stream : ingest.stats().streams().entrySet()) {
            for (Drop drop : stream.getValue().droppedRows().keySet()) {
                String id = stream.getKey();
                if (lossesShown.add(ingest.id() + "/" + id + "/" + drop)) {
                    counter(
                            "weir.ingest.dropped.rows",
                            "Rows that the stream's rules kept from the journal, by rule",
                            Tags.of("source", ingest.id(), "stream", id, "reason", drop.word()),
                            ingest,
                            i -> stream(i, id).droppedRows().getOrDefault(drop, 0L));
                }
            }
            for (Reason reason : stream.getValue().deadLetters().keySet()) {
                String id = stream.getKey();
                if (lossesShown.add(ingest.id() + "/" + id + "/" + reason)) {
                    counter(
                            "weir.ingest.dead.letters",
                            "Messages that became dead letters, by reason",
                            Tags.of("source", ingest.id(), "stream", id, "reason", reason.word()),
                            ingest,
                            i -> stream(i, id).deadLetters().getOrDefault(reason, 0L));
                }
            }
        }
        for (String reason : ingest.refused().keySet()) {
            if (lossesShown.add(ingest.id() + "/refused/" + reason)) {
                counter(
                        "weir.source.refused",
                        "Requests that were refused, and told so, by reason",
                        Tags.of("source", ingest.id(), "reason", reason),
                        ingest,
                        i -> i.refused().getOrDefault(reason, 0L));
            }
        }
        for (String reason : ingest.sourceStats().dropped().keySet()) {
            if (lossesShown.add(ingest.id() + "/" + reason)) {
                counter(
                        "weir.source.dropped",
                        "Messages lost between the broker and the journal, by reason",
                        Tags.of("source", ingest.id(), "reason", reason),
                        ingest,
                        i -> i.sourceStats().dropped().getOrDefault(reason, 0L));
            }
        }
    }

    private void pipeline(PipelineRunner runner) {
        Tags tags = Tags.of("pipeline", runner.id());
        counter("weir.pipeline.rows", "Rows read", tags, runner, r -> r.stats().rowsIn());
        counter(
                "weir.pipeline.filtered",
                "Rows that where left out",
                tags,
                runner,
                r -> r.stats().filtered());
        counter(
                "weir.pipeline.late",
                "Rows after the allowed lateness of all their windows",
                tags,
                runner,
                r -> r.stats().late());
        counter(
                "weir.pipeline.refused",
                "Rows of groups beyond the limit",
                tags,
                runner,
                r -> r.stats().refusedGroups());
        counter(
                "weir.pipeline.windows",
                "Windows that fired",
                tags,
                runner,
                r -> r.stats().windows());
        counter(
                "weir.pipeline.results",
                "Result rows, revisions included",
                tags,
                runner,
                r -> r.stats().rowsOut());
        counter(
                "weir.pipeline.revisions",
                "Later results of windows",
                tags,
                runner,
                r -> r.stats().revisions());
        gauge(
                "weir.pipeline.groups",
                "Groups with open windows",
                tags,
                runner,
                r -> r.stats().groups());
        gauge(
                "weir.pipeline.lag.documents",
                "Durable documents not read yet",
                tags,
                runner,
                PipelineRunner::lagDocuments);
        gauge(
                "weir.pipeline.watermark.delay.seconds",
                "How far the watermark is behind the clock",
                tags,
                runner,
                r -> watermarkDelaySeconds(r.stats()));
    }

    private static double watermarkDelaySeconds(PipelineStats stats) {
        return stats.watermarkNanos() == EventTime.MIN
                ? Double.NaN
                : System.currentTimeMillis() / 1e3 - stats.watermarkNanos() / 1e9;
    }

    private void journal(Journal journal) {
        Tags tags = Tags.of("journal", journal.id());
        gauge("weir.journal.appended", "Sequence of the last document", tags, journal, Journal::appended);
        gauge("weir.journal.durable", "Sequence of the last durable document", tags, journal, Journal::durable);
    }

    private void reader(Cursor cursor) {
        counter(
                "weir.reader.lost.documents",
                "Documents that were deleted before a named reader had read them",
                Tags.of("reader", cursor.name(), "journal", cursor.journal()),
                cursor,
                Cursor::lostDocuments);
    }

    private void commit(GroupCommit commit) {
        Tags none = Tags.empty();
        counter(
                "weir.commit.forces",
                "Group commits that forced files",
                none,
                commit,
                c -> c.stats().forces());
        counter(
                "weir.commit.force.seconds",
                "Time spent in them",
                none,
                commit,
                c -> seconds(c.stats().totalNanos()));
        gauge(
                "weir.commit.force.max.seconds",
                "The longest",
                none,
                commit,
                c -> seconds(c.stats().maxNanos()));
        gauge(
                "weir.commit.unforced.rows",
                "Rows not durable yet",
                none,
                commit,
                c -> c.stats().unforcedRows());
        gauge(
                "weir.commit.unforced.bytes",
                "Bytes not durable yet",
                none,
                commit,
                c -> c.stats().unforcedBytes());
        gauge(
                "weir.commit.failed",
                "1 after a failed force: nothing is acknowledged any more",
                none,
                commit,
                c -> c.failure() == null ? 0 : 1);
    }

    private static double seconds(long nanos) {
        return nanos / 1e9;
    }

    private <T> void gauge(String name, String description, Tags tags, T part, ToDoubleFunction<T> value) {
        Gauge.builder(name, part, value)
                .description(description)
                .tags(tags)
                .strongReference(true)
                .register((MeterRegistry) registry);
    }

    private <T> void counter(String name, String description, Tags tags, T part, ToDoubleFunction<T> value) {
        FunctionCounter.builder(name, part, value)
                .description(description)
                .tags(tags)
                .register((MeterRegistry) registry);
    }
}
