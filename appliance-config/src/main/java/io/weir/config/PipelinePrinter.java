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
        for (JoinConfig join : joins) {
            boolean byTime = join.kind() == JoinConfig.Kind.ASOF;
            out.line(
                    3,
                    join.alias(),
                    "{ type: " + word(join.kind()) + ", stream: " + join.stream() + ", on: " + join.on()
                            + join.within()
                                    .map(it -> ", within: " + Durations.print(it))
                                    .orElse("") + (byTime ? ", rows: " + join.rows() : "") + " }");
        }
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
