package io.weir.appliance;

import io.weir.appliance.serve.Health;
import io.weir.appliance.serve.HttpApi;
import io.weir.config.ConfigException;
import io.weir.config.Problem;
import io.weir.config.SourceConfig;
import io.weir.config.StreamConfig;
import io.weir.config.WeirConfig;
import io.weir.ingest.Ingest;
import io.weir.ingest.IngestClock;
import io.weir.ingest.IngestLimits;
import io.weir.ingest.ResumePositions;
import io.weir.ingest.Sources;
import io.weir.ingest.StreamTimes;
import io.weir.ingest.rules.StreamRules;
import io.weir.model.EventTime;
import io.weir.model.RowBatch;
import io.weir.storage.Forcer;
import io.weir.storage.JournalStore;
import io.weir.storage.StorageException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

/**
 * A running appliance: every part that a configuration asks for, connected. Started by {@link #start}, ended once by
 * {@link #stop}; both may be called from any thread.
 */
public final class Appliance {
    private static final Logger LOG = LoggerFactory.getLogger(Appliance.class);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

    private final JournalStore store;
    private final PatientAppends appends;
    private final List<PipelineRunner> pipelines;
    private final List<Ingest> ingests;
    private final Statistics statistics;
    private final @Nullable HttpApi api;
    private final CompletableFuture<Throwable> failure = new CompletableFuture<>();
    /** Set by {@link #stop}, read by sources that fail: one that gives up while it is stopped has not failed. */
    private volatile boolean stopping;

    private Appliance(
            JournalStore store,
            PatientAppends appends,
            List<PipelineRunner> pipelines,
            List<Ingest> ingests,
            Statistics statistics,
            @Nullable HttpApi api) {
        this.store = store;
        this.appends = appends;
        this.pipelines = pipelines;
        this.ingests = ingests;
        this.statistics = statistics;
        this.api = api;
    }

    /**
     * Opens the journals and starts every part. Sources that cannot reach their broker keep trying in the background.
     *
     * @throws ConfigException if a pipeline's expressions are wrong, or its definition has changed and must not
     * @throws StorageException if the data directory cannot be used
     */
    public static Appliance start(WeirConfig config) throws ConfigException {
        return start(config, Forcer.DISK);
    }

    /** {@link #start(WeirConfig)} with another way to force files, for tests of stalled and failing disks. */
    public static Appliance start(WeirConfig config, Forcer forcer) throws ConfigException {
        List<Pipelines.Compiled> compiled = Pipelines.compile(config);
        JournalStore store = JournalStore.open(config.dataDir(), config.storage(), forcer);
        try {
            return wire(config, store, compiled, StreamRulesets.compile(config));
        } catch (RuntimeException | ConfigException e) {
            store.close();
            throw e;
        }
    }

    private static Appliance wire(
            WeirConfig config, JournalStore store, List<Pipelines.Compiled> compiled, Map<String, StreamRules> rules)
            throws ConfigException {
        rules.values()
                .forEach(it ->
                        StreamRulesets.restore(it, store.journal(it.stream().journal())));
        PatientAppends appends = new PatientAppends();
        List<PipelineRunner> pipelines = compiled.stream()
                .map(pipeline -> new PipelineRunner(pipeline, store, appends))
                .toList();
        List<Problem> refusals = pipelines.stream()
                .flatMap(pipeline -> pipeline.refusal().stream())
                .toList();
        if (!refusals.isEmpty()) {
            throw new ConfigException(refusals);
        }
        store.keepOnlyCursors(pipelines.stream().map(PipelineRunner::id).toList());
        List<Ingest> ingests = ingests(
                config, new JournalsPort(store, appends), new StreamTimes(stream -> horizon(pipelines, stream)), rules);
        Statistics statistics = new Statistics(store, appends, ingests, pipelines);
        Metrics metrics = new Metrics(config, store, appends, ingests, pipelines, rules.values());
        HttpApi api = config.api().enabled() ? HttpApi.start(config.api(), statistics::health, metrics::scrape) : null;

        Appliance appliance = new Appliance(store, appends, pipelines, ingests, statistics, api);
        store.commit().onFailure(appliance::storageFailed);
        ingests.forEach(appliance::watch);
        pipelines.forEach(PipelineRunner::start);
        ingests.forEach(Ingest::start);
        return appliance;
    }

    /** How far a stream's time has come in the pipelines that read it, whatever holds their watermarks. */
    private static long horizon(List<PipelineRunner> pipelines, String stream) {
        return pipelines.stream()
                .filter(pipeline -> pipeline.stream().equals(stream))
                .mapToLong(pipeline -> pipeline.stats().horizonNanos())
                .max()
                .orElse(EventTime.MIN);
    }

    private static List<Ingest> ingests(
            WeirConfig config, JournalsPort journals, StreamTimes times, Map<String, StreamRules> rules) {
        List<Ingest> ingests = new ArrayList<>();
        for (SourceConfig source : config.sources().values()) {
            List<StreamConfig> streams = streamsOf(source, config);
            if (streams.isEmpty()) {
                LOG.warn("source {}: no stream has it among its inputs; it is not read", source.id());
                continue;
            }
            ingests.add(new Ingest(
                    Sources.create(
                            source,
                            streams.stream().map(StreamConfig::id).collect(Collectors.toSet()),
                            ResumePositions.of(journals, streams),
                            config.batch().linger()),
                    streams,
                    config.batch(),
                    journals,
                    times,
                    rules,
                    IngestClock.SYSTEM,
                    IngestLimits.of(source)));
        }
        return ingests;
    }

    private static List<StreamConfig> streamsOf(SourceConfig source, WeirConfig config) {
        return config.streams().values().stream()
                .filter(stream -> stream.inputs().contains(source.id()))
                .toList();
    }

    private void storageFailed(Throwable error) {
        fail("storage has failed: " + error.getMessage() + "; check the disk, then start again", error);
    }

    private void watch(Ingest ingest) {
        var unused = ingest.failure().thenAccept(error -> {
            if (!stopping) {
                fail("source " + ingest.id() + " cannot go on: " + error.getMessage() + "; start again", error);
            }
        });
    }

    private void fail(String message, Throwable error) {
        failure.complete(new ApplianceFailed(message, error));
    }

    /**
     * Completes with an {@link ApplianceFailed} when the appliance can no longer do its work and must be restarted. What
     * is not durable by then is never acknowledged.
     */
    public CompletableFuture<Throwable> failure() {
        return failure;
    }

    /** Whether every part does its work. */
    public Health health() {
        return statistics.health();
    }

    /** What has been done since the start. */
    public Totals totals() {
        return statistics.totals();
    }

    /** The port of the HTTP interface; -1 if it is off. */
    public int apiPort() {
        return api == null ? -1 : api.port();
    }

    /**
     * A journal's batches from a position on, as they become durable: each valid until the next. For embedding: the demo
     * and the benchmarks measure latency with it.
     */
    public Flux<RowBatch> follow(String journal, long afterSequence) {
        return JournalFlux.follow(
                store.journal(journal).reader(afterSequence),
                store.commit(),
                Schedulers.newSingle("follow-" + journal, true),
                failure::isDone);
    }

    /** Stops taking, drains, syncs, acknowledges, and closes everything. Logs what did not finish in time. */
    public void stop() {
        stopping = true;
        appends.stop();
        await("sources", ingests.stream().map(Ingest::stop).toList());
        await("pipelines", pipelines.stream().map(PipelineRunner::stop).toList());
        CompletableFuture<Void> durable = new CompletableFuture<>();
        store.commit().afterDurable(() -> durable.complete(null));
        store.commit().urge();
        if (store.commit().failure() == null) {
            await("the last commit", List.of(durable));
            pipelines.forEach(PipelineRunner::checkpointAtEnd);
        }
        if (api != null) {
            api.stop();
        }
        store.close();
    }

    private static void await(String what, List<CompletableFuture<Void>> parts) {
        try {
            CompletableFuture.allOf(parts.toArray(CompletableFuture<?>[]::new))
                    .get(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            LOG.warn("{} did not stop within {} s; what they hold is not acknowledged", what, STOP_LIMIT.toSeconds());
        } catch (ExecutionException e) {
            LOG.warn("{} stopped with an error", what, e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
