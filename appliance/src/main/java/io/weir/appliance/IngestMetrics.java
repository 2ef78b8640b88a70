package io.weir.appliance;

import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.weir.config.SourceConfig;
import io.weir.config.WeirConfig;
import io.weir.ingest.Ingest;
import io.weir.ingest.IngestStats.StreamStats;
import io.weir.ingest.decode.Reason;
import io.weir.ingest.rules.Drop;
import io.weir.ingest.rules.StreamRules;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The figures of sources, of what their streams make of the messages, and of the streams' rules. */
final class IngestMetrics {
    private final Meters meters;
    private final List<Ingest> ingests;
    private final MultiGauge lag;
    /** Reasons that have a series. Guarded by whoever calls {@link #update}. */
    private final Set<String> lossesShown = new HashSet<>();

    /** Registers the series. */
    IngestMetrics(Meters meters, WeirConfig config, List<Ingest> ingests, Collection<StreamRules> rules) {
        this.meters = meters;
        this.ingests = List.copyOf(ingests);
        this.lag = MultiGauge.builder("weir.source.lag.messages")
                .description("Messages that wait at the broker, as far as it tells")
                .register(meters.registry());
        Set<String> withTls = config.sources().values().stream()
                .filter(source -> source.tls().isPresent())
                .map(SourceConfig::id)
                .collect(Collectors.toSet());
        for (Ingest ingest : ingests) {
            Tags source = Tags.of("source", ingest.id());
            source(ingest, source);
            if (ingest.lagBytes().isPresent()) {
                files(ingest, source);
            }
            if (withTls.contains(ingest.id())) {
                certificates(ingest, source);
            }
            for (String id : ingest.stats().streams().keySet()) {
                stream(ingest, id, source.and("stream", id));
            }
        }
        rules.forEach(this::rules);
    }

    /** Brings up to date which series there are: of partitions, and of reasons. Calls must not overlap. */
    void update() {
        List<MultiGauge.Row<?>> lags = new ArrayList<>();
        for (Ingest ingest : ingests) {
            ingest.sourceStats()
                    .lag()
                    .forEach((partition, messages) -> lags.add(
                            MultiGauge.Row.of(Tags.of("source", ingest.id(), "partition", partition), messages)));
        }
        lag.register(lags, true);
        findLosses();
    }

    private void source(Ingest ingest, Tags source) {
        meters.gauge(
                "weir.source.connected",
                "1 while the broker can be talked to",
                source,
                ingest,
                i -> i.sourceStats().connected() ? 1 : 0);
        meters.counter(
                "weir.source.connects",
                "Connections made",
                source,
                ingest,
                i -> i.sourceStats().connects());
        meters.gauge(
                "weir.source.backpressure",
                "1 while nothing is asked for, because too much is in flight",
                source,
                ingest,
                i -> i.stats().requesting() ? 0 : 1);
        meters.counter(
                "weir.ingest.bytes",
                "Payload bytes taken in",
                source,
                ingest,
                i -> i.stats().bytes());
        meters.gauge(
                "weir.ingest.in.flight.messages",
                "Messages not durable yet",
                source,
                ingest,
                i -> i.stats().inFlightMessages());
    }

    private void files(Ingest ingest, Tags source) {
        meters.gauge(
                "weir.source.lag.bytes",
                "Bytes of files that are not read yet",
                source,
                ingest,
                i -> i.lagBytes().orElse(0));
        meters.gauge(
                "weir.source.done",
                "1 when every file is read to its end and all of it is durable",
                source,
                ingest,
                i -> i.isDone() ? 1 : 0);
    }

    private void stream(Ingest ingest, String id, Tags tags) {
        meters.counter(
                "weir.ingest.received",
                "Messages; at rest journaled + dead letters + dropped + replayed",
                tags,
                ingest,
                i -> stream(i, id).received());
        meters.counter(
                "weir.ingest.journaled",
                "Messages whose rows are in the journal",
                tags,
                ingest,
                i -> stream(i, id).journaled());
        meters.counter(
                "weir.ingest.rows",
                "Rows written to the journal",
                tags,
                ingest,
                i -> stream(i, id).rows());
        meters.counter(
                "weir.ingest.replayed",
                "Messages that the journal already had",
                tags,
                ingest,
                i -> stream(i, id).replayed());
        meters.counter(
                "weir.ingest.dropped",
                "Messages of which the stream's rules kept no row",
                tags,
                ingest,
                i -> stream(i, id).dropped());
        meters.counter(
                "weir.ingest.decoded.rows",
                "Rows before the stream's rules; at rest rows + dropped rows",
                tags,
                ingest,
                i -> stream(i, id).decodedRows());
        meters.counter(
                "weir.ingest.batches",
                "Documents written to the journal",
                tags,
                ingest,
                i -> stream(i, id).batches());
        meters.gauge(
                "weir.ingest.unknown.members",
                "Names of members that the stream does not read, each once; the log names them",
                tags,
                ingest,
                i -> stream(i, id).unknownMembers());
        meters.counter(
                "weir.ingest.sequence.gaps",
                "Times that devices' own numbers showed that messages are missing (Sparkplug)",
                tags,
                ingest,
                i -> stream(i, id).sequenceGaps());
        meters.counter(
                "weir.ingest.dead.letters.all",
                "Messages that became dead letters, of all reasons",
                tags,
                ingest,
                i -> stream(i, id).deadLetterCount());
    }

    private void certificates(Ingest ingest, Tags source) {
        meters.gauge(
                "weir.tls.certificate.expiry.days",
                "Days until a TLS certificate in use expires; negative after that, NaN without certificates",
                source,
                ingest,
                IngestMetrics::daysToExpiry);
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
        meters.gauge("weir.rules.remembered", "Rows that dedupe remembers", tags, rules, StreamRules::remembered);
        meters.counter(
                "weir.rules.forgotten",
                "Rows that dedupe forgot early, for want of room",
                tags,
                rules,
                StreamRules::forgotten);
        meters.gauge("weir.rules.keys", "Keys that sample and deadband remember", tags, rules, StreamRules::keys);
        meters.counter(
                "weir.rules.refused.keys",
                "Rows that passed sample and deadband because there were too many keys",
                tags,
                rules,
                StreamRules::refusedKeys);
    }

    /** Adds the series of reasons that have occurred since: one appears with its first loss. */
    private void findLosses() {
        for (Ingest ingest : ingests) {
            ingest.stats().streams().forEach((id, stats) -> lossesOf(ingest, id, stats));
            lossesOf(ingest);
        }
    }

    private void lossesOf(Ingest ingest, String id, StreamStats stats) {
        for (Drop drop : stats.droppedRows().keySet()) {
            if (lossesShown.add(ingest.id() + "/" + id + "/" + drop)) {
                meters.counter(
                        "weir.ingest.dropped.rows",
                        "Rows that the stream's rules kept from the journal, by rule",
                        Tags.of("source", ingest.id(), "stream", id, "reason", drop.word()),
                        ingest,
                        i -> stream(i, id).droppedRows().getOrDefault(drop, 0L));
            }
        }
        for (Reason reason : stats.deadLetters().keySet()) {
            if (lossesShown.add(ingest.id() + "/" + id + "/" + reason)) {
                meters.counter(
                        "weir.ingest.dead.letters",
                        "Messages that became dead letters, by reason",
                        Tags.of("source", ingest.id(), "stream", id, "reason", reason.word()),
                        ingest,
                        i -> stream(i, id).deadLetters().getOrDefault(reason, 0L));
            }
        }
    }

    private void lossesOf(Ingest ingest) {
        for (String reason : ingest.refused().keySet()) {
            if (lossesShown.add(ingest.id() + "/refused/" + reason)) {
                meters.counter(
                        "weir.source.refused",
                        "Requests that were refused, and told so, by reason",
                        Tags.of("source", ingest.id(), "reason", reason),
                        ingest,
                        i -> i.refused().getOrDefault(reason, 0L));
            }
        }
        for (String reason : ingest.sourceStats().dropped().keySet()) {
            if (lossesShown.add(ingest.id() + "/" + reason)) {
                meters.counter(
                        "weir.source.dropped",
                        "Messages lost between the broker and the journal, by reason",
                        Tags.of("source", ingest.id(), "reason", reason),
                        ingest,
                        i -> i.sourceStats().dropped().getOrDefault(reason, 0L));
            }
        }
    }
}
