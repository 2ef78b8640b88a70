package io.weir.appliance;

import io.micrometer.core.instrument.Tags;
import io.weir.model.EventTime;
import io.weir.processing.PipelineStats;

/** The figures of pipelines. */
final class PipelineMetrics {
    private final Meters meters;

    private PipelineMetrics(Meters meters) {
        this.meters = meters;
    }

    static void register(Meters meters, Iterable<PipelineRunner> pipelines) {
        pipelines.forEach(new PipelineMetrics(meters)::pipeline);
    }

    private void pipeline(PipelineRunner runner) {
        Tags tags = Tags.of("pipeline", runner.id());
        meters.counter(
                "weir.pipeline.rows", "Rows read", tags, runner, r -> r.stats().rowsIn());
        meters.counter(
                "weir.pipeline.filtered",
                "Rows that were left out",
                tags,
                runner,
                r -> r.stats().filtered());
        meters.counter(
                "weir.pipeline.late",
                "Rows after the allowed lateness of all their windows",
                tags,
                runner,
                r -> r.stats().late());
        meters.counter(
                "weir.pipeline.others",
                "Rows that count as __other__: there are more groups than max_keys",
                tags,
                runner,
                r -> r.stats().others());
        meters.counter(
                "weir.pipeline.full",
                "Aggregates that are null: more values than one may have, or more state than max_state",
                tags,
                runner,
                r -> r.stats().fullAggregates());
        meters.counter(
                "weir.pipeline.refused",
                "Rows for whose group and window there was no room",
                tags,
                runner,
                r -> r.stats().refusedGroups());
        meters.counter(
                "weir.pipeline.refused.times",
                "Rows whose windows lie outside the years that can be counted",
                tags,
                runner,
                r -> r.stats().refusedTimes());
        meters.counter(
                "weir.pipeline.forgotten",
                "Keys whose last values gave way to those of others, and texts too long to be remembered",
                tags,
                runner,
                r -> r.stats().forgotten());
        meters.counter(
                "weir.pipeline.windows",
                "Windows that fired",
                tags,
                runner,
                r -> r.stats().windows());
        meters.counter(
                "weir.pipeline.results",
                "Result rows, revisions included",
                tags,
                runner,
                r -> r.stats().rowsOut());
        meters.counter(
                "weir.pipeline.withheld",
                "Result rows that having left out",
                tags,
                runner,
                r -> r.stats().withheld());
        meters.counter(
                "weir.pipeline.revisions",
                "Later results of windows",
                tags,
                runner,
                r -> r.stats().revisions());
        meters.gauge(
                "weir.pipeline.groups",
                "Groups with open windows",
                tags,
                runner,
                r -> r.stats().groups());
        meters.gauge(
                "weir.pipeline.lag.documents",
                "Durable documents not read yet",
                tags,
                runner,
                PipelineRunner::lagDocuments);
        meters.gauge(
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
}
