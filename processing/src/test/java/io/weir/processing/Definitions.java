package io.weir.processing;

import io.weir.config.AggregateConfig;
import io.weir.config.ColumnConfig;
import io.weir.config.Expression;
import io.weir.config.FieldConfig;
import io.weir.config.JoinConfig;
import io.weir.config.Location;
import io.weir.config.PayloadConfig;
import io.weir.config.PipelineConfig;
import io.weir.config.StreamConfig;
import io.weir.config.TimeBounds;
import io.weir.config.WindowConfig;
import io.weir.model.ByteSize;
import io.weir.model.FieldType;
import io.weir.model.Schema;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Configurations of pipelines, for tests. */
final class Definitions {
    static final Path FILE = Path.of("weir.yaml");

    private Definitions() {}

    /** Stream {@code press}: temp double, rpm long, on bool, line string, at timestamp. */
    static StreamConfig stream(Duration outOfOrderness) {
        return stream(
                "press",
                outOfOrderness,
                List.of(
                        field("temp", FieldType.DOUBLE),
                        field("rpm", FieldType.LONG),
                        field("on", FieldType.BOOL),
                        field("line", FieldType.STRING),
                        field("at", FieldType.TIMESTAMP)));
    }

    private static StreamConfig stream(String id, Duration outOfOrderness, List<FieldConfig> fields) {
        return new StreamConfig(
                id,
                List.of("plant"),
                PayloadConfig.JSON,
                null,
                Optional.empty(),
                fields,
                outOfOrderness,
                Duration.ZERO,
                new TimeBounds(Instant.EPOCH, Optional.empty(), Duration.ofDays(1)),
                "readings");
    }

    static Schema schema() {
        return stream(Duration.ZERO).schema();
    }

    private static FieldConfig field(String name, FieldType type) {
        return new FieldConfig(name, type, null, null);
    }

    static WindowConfig tumbling(long sizeNanos, long latenessNanos) {
        return new WindowConfig.Tumbling(Duration.ofNanos(sizeNanos), Duration.ofNanos(latenessNanos));
    }

    static WindowConfig window(long size, long hop, long offset, long lateness) {
        Duration late = Duration.ofNanos(lateness);
        Duration by = Duration.ofNanos(offset);
        return size == hop
                ? new WindowConfig.Tumbling(Duration.ofNanos(size), late, by)
                : new WindowConfig.Hopping(Duration.ofNanos(size), Duration.ofNanos(hop), late, by);
    }

    static Expression expression(String text) {
        return new Expression(text, "pipelines.p.window", new Location(FILE, 12, 12));
    }

    static WindowConfig hopping(long sizeNanos, long hopNanos, long latenessNanos) {
        return new WindowConfig.Hopping(
                Duration.ofNanos(sizeNanos), Duration.ofNanos(hopNanos), Duration.ofNanos(latenessNanos));
    }

    /** Aggregates as {@code n = count()}; where at line 10, aggregate i at line 20 + i, all at column 12. */
    static PipelineConfig pipeline(String where, List<String> groupBy, WindowConfig window, String... aggregates) {
        List<AggregateConfig> calls = new ArrayList<>();
        for (int i = 0; i < aggregates.length; i++) {
            String[] parts = aggregates[i].split(" = ", 2);
            calls.add(new AggregateConfig(
                    parts[0],
                    new Expression(parts[1], "pipelines.p.aggregate." + parts[0], new Location(FILE, 20 + i, 12))));
        }
        return new PipelineConfig(
                "p",
                "press",
                List.of(),
                List.of(),
                where == null
                        ? Optional.empty()
                        : Optional.of(new Expression(where, "pipelines.p.where", new Location(FILE, 10, 12))),
                groupBy,
                window,
                calls,
                List.of(),
                Optional.empty(),
                PipelineConfig.DEFAULT_MAX_KEYS,
                PipelineConfig.DEFAULT_MAX_STATE,
                PipelineConfig.OnChange.REBUILD,
                "results");
    }

    /** The same pipeline with a condition on its results, at line 15, column 12. */
    static PipelineConfig having(PipelineConfig config, String having) {
        Changed changed = new Changed(config);
        changed.having = Optional.of(new Expression(having, "pipelines.p.having", new Location(FILE, 15, 12)));
        return changed.config();
    }

    /** The same pipeline with computed columns, each as {@code name = expression}: let at line 8, select at line 14. */
    static PipelineConfig columns(PipelineConfig config, List<String> let, List<String> select) {
        Changed changed = new Changed(config);
        changed.let = let.stream().map(it -> column("let", it, 8)).toList();
        changed.select = select.stream().map(it -> column("select", it, 14)).toList();
        return changed.config();
    }

    /** The same pipeline with joins and another limit of keys. */
    static PipelineConfig joins(PipelineConfig config, int maxKeys, JoinConfig... joins) {
        Changed changed = new Changed(config);
        changed.joins = List.of(joins);
        changed.maxKeys = maxKeys;
        return changed.config();
    }

    /** The same pipeline, which may keep so many bytes of values. */
    static PipelineConfig maxState(PipelineConfig config, long bytes) {
        Changed changed = new Changed(config);
        changed.maxState = new ByteSize(bytes);
        return changed.config();
    }

    /** A pipeline of which some parts become others. */
    private static final class Changed {
        private final PipelineConfig of;
        private List<JoinConfig> joins;
        private List<ColumnConfig> let;
        private List<ColumnConfig> select;
        private Optional<Expression> having;
        private int maxKeys;
        private ByteSize maxState;

        Changed(PipelineConfig of) {
            this.of = of;
            joins = of.joins();
            let = of.let();
            select = of.select();
            having = of.having();
            maxKeys = of.maxKeys();
            maxState = of.maxState();
        }

        PipelineConfig config() {
            return new PipelineConfig(
                    of.id(),
                    of.input(),
                    joins,
                    let,
                    of.where(),
                    of.groupBy(),
                    of.window(),
                    of.aggregates(),
                    select,
                    having,
                    maxKeys,
                    maxState,
                    of.onChange(),
                    of.journal());
        }
    }

    /** Stream {@code recipes}: target double, name string, strict bool, since timestamp. */
    static StreamConfig recipes() {
        return recipes(Duration.ZERO);
    }

    static StreamConfig recipes(Duration outOfOrderness) {
        return stream(
                "recipes",
                outOfOrderness,
                List.of(
                        field("target", FieldType.DOUBLE),
                        field("name", FieldType.STRING),
                        field("strict", FieldType.BOOL),
                        field("since", FieldType.TIMESTAMP)));
    }

    private static ColumnConfig column(String key, String text, int line) {
        String[] parts = text.split(" = ", 2);
        return new ColumnConfig(
                parts[0],
                new Expression(parts[1], "pipelines.p." + key + "." + parts[0], new Location(FILE, line, 12)));
    }
}
