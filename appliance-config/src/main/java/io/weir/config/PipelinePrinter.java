package io.weir.config;

import java.util.List;
import java.util.Locale;

/** Pipelines, for {@link ConfigPrinter}. */
final class PipelinePrinter {
    private final YamlLines out;

    PipelinePrinter(YamlLines out) {
        this.out = out;
    }

    void print(PipelineConfig pipeline) {
        out.header(1, pipeline.id());
        out.line(2, "input", pipeline.input());
        joins(pipeline.joins());
        columns("let", pipeline.let());
        pipeline.where().ifPresent(it -> out.line(2, "where", YamlText.scalar(it.text())));
        out.line(2, "group_by", YamlText.list(pipeline.groupBy()));
        out.line(2, "window", pipeline.window().yaml());
        out.header(2, "aggregate");
        for (AggregateConfig aggregate : pipeline.aggregates()) {
            out.line(3, aggregate.name(), YamlText.scalar(aggregate.call().text()));
        }
        columns("select", pipeline.select());
        pipeline.having().ifPresent(it -> out.line(2, "having", YamlText.scalar(it.text())));
        out.line(2, "max_state", ByteSizes.print(pipeline.maxState()));
        out.line(2, "max_keys", String.valueOf(pipeline.maxKeys()));
        out.line(2, "on_change", word(pipeline.onChange()));
        out.line(2, "journal", pipeline.journal());
    }

    private void joins(List<JoinConfig> joins) {
        if (joins.isEmpty()) {
            return;
        }
        out.header(2, "join");
        joins.forEach(join -> out.line(3, join.alias(), "{ " + join(join) + " }"));
    }

    private static String join(JoinConfig join) {
        String other = ", stream: " + join.stream() + ", on: " + join.on();
        if (join.match() instanceof JoinConfig.Asof asof) {
            return "type: asof" + other
                    + asof.within()
                            .map(it -> ", within: " + Durations.print(it))
                            .orElse("") + ", rows: " + asof.rows();
        } else if (join.match() instanceof JoinConfig.Interval interval) {
            return "type: interval" + other + ", before: " + Durations.print(interval.before()) + ", after: "
                    + Durations.print(interval.after()) + ", rows: " + interval.rows();
        }
        return "type: latest" + other;
    }

    private void columns(String key, List<ColumnConfig> columns) {
        if (!columns.isEmpty()) {
            out.header(2, key);
            columns.forEach(column -> out.line(
                    3, column.name(), YamlText.scalar(column.expression().text())));
        }
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
