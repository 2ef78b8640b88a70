package io.weir.processing;

import io.weir.config.AggregateConfig;
import io.weir.config.ColumnConfig;
import io.weir.config.Expression;
import io.weir.config.JoinConfig;
import io.weir.config.Location;
import io.weir.config.PipelineConfig;
import io.weir.config.Problem;
import io.weir.config.StreamConfig;
import io.weir.config.WindowConfig;
import io.weir.model.Field;
import io.weir.model.FieldType;
import io.weir.model.Schema;
import io.weir.processing.aggregate.Aggregate;
import io.weir.processing.aggregate.AggregateCompiler;
import io.weir.processing.expression.BoolVector;
import io.weir.processing.expression.ComputedColumn;
import io.weir.processing.expression.Expr;
import io.weir.processing.expression.ExpressionException;
import io.weir.processing.expression.Filter;
import io.weir.processing.expression.Parser;
import io.weir.processing.expression.Scope;
import io.weir.processing.expression.TextVector;
import io.weir.processing.expression.Vector;
import io.weir.processing.keyed.IntervalJoin;
import io.weir.processing.keyed.KeyedMemory;
import io.weir.processing.window.StateKind;
import io.weir.processing.window.WindowKind;
import io.weir.processing.window.WindowLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Turns the configuration of a pipeline into its parts, and collects everything that is wrong with it. */
final class PipelineCompiler {
    private static final List<String> RESULT_COLUMNS = List.of("window_start", "window_end", "revision");

    private final PipelineConfig config;
    private final Schema input;
    /** What rows are: the input, or what an interval makes of it and another stream. */
    private Schema rows;

    private @Nullable IntervalJoin intervals;
    private final WindowConfig window;
    private final boolean onlyFinal;
    private final Duration delay;
    private Duration outOfOrderness;
    private final WindowLimits limits;
    private final KeyedMemory memory;
    private final StreamConfig stream;
    private final Map<String, StreamConfig> streams;
    private final List<Problem> problems = new ArrayList<>();
    private final AggregateCompiler aggregateCompiler;
    private final StringBuilder canonical = new StringBuilder();

    private final List<Vector> groupColumns = new ArrayList<>();
    private final List<Aggregate> aggregates = new ArrayList<>();
    /** What {@code let} defines. */
    private final Map<String, Expr> definitions = new LinkedHashMap<>();
    /** Columns of the results that have mistakes, which are not to be told of where they are used. */
    private final Map<String, Expr> wrong = new LinkedHashMap<>();

    private final List<Vector> selected = new ArrayList<>();
    private final List<Field> resultFields = new ArrayList<>();
    private final Set<String> resultNames = new HashSet<>(RESULT_COLUMNS);

    /**
     * What the rows are.
     *
     * @param origin the fingerprint of the pipeline that gives them out; empty: they are a stream's
     */
    record Input(Schema schema, String origin) {}

    /**
     * A compiler of one pipeline.
     *
     * @param stream where the rows come from in the end
     * @param streams by id, those that are joined at least
     * @param onlyFinal whether each result is given out once, when no late row can change it any more
     */
    PipelineCompiler(
            PipelineConfig config,
            StreamConfig stream,
            Map<String, StreamConfig> streams,
            Input input,
            boolean onlyFinal,
            WindowLimits limits) {
        this.streams = streams;
        this.config = config;
        this.stream = stream;
        this.outOfOrderness = stream.outOfOrderness();
        this.input = input.schema();
        this.rows = input.schema();
        this.window = onlyFinal ? config.window().onlyFinal() : config.window();
        this.onlyFinal = onlyFinal;
        this.delay = onlyFinal ? config.window().allowedLateness() : Duration.ZERO;
        this.limits = limits;
        this.aggregateCompiler = new AggregateCompiler(config.maxState().bytes());
        this.memory = new KeyedMemory(limits.maxGroups(), limits.maxGroupBytes());
        if (!input.origin().isEmpty()) {
            canonical.append(input.origin()).append(' ');
        }
    }

    /** The parts of a pipeline. */
    record Parts(
            Schema input,
            Schema rows,
            Schema result,
            KeyedMemory memory,
            @Nullable IntervalJoin intervals,
            @Nullable BoolVector where,
            @Nullable BoolVector having,
            List<Vector> groupColumns,
            int keyColumn,
            List<Aggregate> aggregates,
            List<Vector> selected,
            AggregateCompiler accumulators,
            WindowKind windows,
            boolean onlyFinal,
            Duration delay,
            String canonical) {}

    Parts compile() throws PipelineException {
        RESULT_COLUMNS.forEach(name ->
                resultFields.add(new Field(name, name.equals("revision") ? FieldType.LONG : FieldType.TIMESTAMP)));
        canonical.append(input).append(" out_of_orderness ").append(stream.outOfOrderness());
        canonical.append(' ').append(limits).append(" max_state ").append(config.maxState());
        config.joins().forEach(this::interval);
        config.joins().forEach(this::lookup);
        config.let().forEach(this::let);
        BoolVector where = where();
        groupBy();
        WindowKind windows = windows();
        config.aggregates().forEach(this::aggregate);
        config.select().forEach(this::select);
        Schema result = new Schema(Schema.Kind.RESULT, config.id(), resultFields);
        BoolVector having = having(result);
        if (windows == null || !problems.isEmpty()) {
            throw new PipelineException(problems);
        }
        return new Parts(
                input,
                rows,
                result,
                memory,
                intervals,
                where,
                having,
                groupColumns,
                config.groupBy().indexOf(Scope.KEY),
                aggregates,
                selected,
                aggregateCompiler,
                windows,
                onlyFinal,
                delay,
                canonical.toString());
    }

    private void interval(JoinConfig join) {
        if (!(join.match() instanceof JoinConfig.Interval interval)) {
            return;
        }
        StreamConfig other = other(join);
        TextVector on = on(join);
        if (on != null) {
            canonical.append(" out_of_orderness ").append(other.outOfOrderness());
            outOfOrderness = longer(stream.outOfOrderness(), other.outOfOrderness());
            intervals = new IntervalJoin(
                    join,
                    interval,
                    stream,
                    other,
                    on,
                    config.window().allowedLateness().toNanos(),
                    limits.maxGroups(),
                    limits.maxGroupBytes());
            rows = intervals.schema();
        }
    }

    private static Duration longer(Duration a, Duration b) {
        return a.compareTo(b) > 0 ? a : b;
    }

    private void lookup(JoinConfig join) {
        if (join.match() instanceof JoinConfig.Interval) {
            return;
        }
        StreamConfig other = other(join);
        TextVector on = on(join);
        if (on != null) {
            memory.join(join, other.schema(), on);
        }
    }

    private StreamConfig other(JoinConfig join) {
        StreamConfig other = Objects.requireNonNull(streams.get(join.stream()), join.stream());
        canonical.append(' ').append(join).append(' ').append(other.schema());
        return other;
    }

    /** The column that has the other stream's key; null, and a problem, if it is no text. */
    private @Nullable TextVector on(JoinConfig join) {
        Vector on = new Scope(rows).resolve(join.on(), 0);
        if (on != null && !(on instanceof TextVector)) {
            problems.add(new Problem(
                    anywhere(),
                    path("join." + join.alias() + ".on"),
                    "is a " + on.type().configName() + "; keys are texts: expected key or a field of type string"));
        }
        return on instanceof TextVector text ? text : null;
    }

    private void let(ColumnConfig column) {
        Expression expression = column.expression();
        canonical.append(" let ").append(column.name());
        if (rows.indexOf(column.name()) >= 0
                || column.name().equals(Scope.KEY)
                || column.name().equals(Scope.TIME)) {
            problems.add(new Problem(
                    expression.location(),
                    expression.path(),
                    rows.name() + " has a '" + column.name() + "' already; choose another name"));
            return;
        }
        Expr tree = compile(
                expression,
                rows,
                " = ",
                Parser::parse,
                (expr, scope) -> ComputedColumn.compile(expr, scope) == null ? null : expr);
        definitions.put(column.name(), tree == null ? new Expr.Wrong(0) : tree);
    }

    private void select(ColumnConfig column) {
        canonical.append(" select ").append(column.name());
        Schema sofar = new Schema(Schema.Kind.RESULT, config.id(), resultFields);
        Vector vector = compile(column.expression(), sofar, " = ", Parser::parse, ComputedColumn::compile);
        if (!resultNames.add(column.name())) {
            problems.add(new Problem(
                    column.expression().location(),
                    column.expression().path(),
                    "the results have a column '" + column.name() + "' already; choose another name"));
        } else if (vector == null) {
            wrong.put(column.name(), new Expr.Wrong(0));
        } else {
            selected.add(vector);
            resultFields.add(new Field(column.name(), vector.type()));
        }
    }

    private @Nullable BoolVector where() {
        Optional<Expression> where = config.where();
        return where.isEmpty() ? null : compile(where.get(), rows, " where ", Parser::parse, Filter::compile);
    }

    private @Nullable BoolVector having(Schema result) {
        Optional<Expression> having = config.having();
        return having.isEmpty() ? null : compile(having.get(), result, " having ", Parser::parse, Filter::compile);
    }

    /** Makes a tree of a text. */
    private interface Parsing<E> {
        E parse(String text) throws ExpressionException;
    }

    private <E, T> @Nullable T compile(
            Expression expression,
            Schema of,
            String title,
            Parsing<E> parsing,
            BiFunction<E, Scope, @Nullable T> compiler) {
        Scope scope = of.equals(rows) ? new Scope(of, definitions, memory) : new Scope(of, wrong, null);
        T result = null;
        try {
            E expr = parsing.parse(expression.text());
            result = compiler.apply(expr, scope);
            canonical.append(title).append(expr);
        } catch (ExpressionException e) {
            scope.problem(e.offset(), String.valueOf(e.getMessage()));
        }
        for (Scope.Mistake mistake : scope.mistakes()) {
            problems.add(new Problem(expression.locationAt(mistake.offset()), expression.path(), mistake.message()));
        }
        return result;
    }

    private void groupBy() {
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < config.groupBy().size(); i++) {
            String name = config.groupBy().get(i);
            String path = path("group_by[" + i + "]");
            canonical.append(" group_by ").append(name);
            if (!seen.add(name)) {
                problems.add(new Problem(anywhere(), path, "'" + name + "' is there already"));
                continue;
            }
            if (name.equals(Scope.TIME) && rows.indexOf(name) < 0) {
                problems.add(new Problem(anywhere(), path, "cannot group by time: the window does that"));
                continue;
            }
            Scope scope = new Scope(rows, definitions, memory);
            Vector column = scope.resolve(name, 0);
            if (column == null) {
                problems.add(
                        new Problem(anywhere(), path, scope.mistakes().get(0).message()));
            } else if (!resultNames.add(name)) {
                problems.add(new Problem(
                        anywhere(), path, "the results have a column '" + name + "' already; rename the field"));
            } else {
                groupColumns.add(column);
                resultFields.add(new Field(name, column.type()));
            }
        }
    }

    private void aggregate(AggregateConfig aggregate) {
        canonical.append(' ').append(aggregate.name());
        Aggregate compiled = compile(
                aggregate.call(),
                rows,
                " = ",
                Parser::parseAggregation,
                (call, scope) -> aggregateCompiler.compile(aggregate.name(), call, scope));
        if (!resultNames.add(aggregate.name())) {
            problems.add(new Problem(
                    aggregate.call().location(),
                    aggregate.call().path(),
                    "the results have a column '" + aggregate.name() + "' already; choose another name"));
        } else if (compiled == null) {
            wrong.put(aggregate.name(), new Expr.Wrong(0));
        } else {
            aggregates.add(compiled);
            resultFields.add(new Field(compiled.name(), compiled.type()));
        }
    }

    private @Nullable WindowKind windows() {
        if (!delay.isZero()) {
            canonical.append(" final after ").append(delay);
        }
        try {
            if (window instanceof WindowConfig.State state) {
                return stateWindows(state);
            }
            canonical.append(' ').append(window);
            if (window instanceof WindowConfig.Silence silence) {
                return StateKind.silence(silence, always(), outOfOrderness);
            }
            return WindowKind.of(window, outOfOrderness);
        } catch (IllegalArgumentException e) {
            problems.add(new Problem(anywhere(), path("window"), String.valueOf(e.getMessage())));
            return null;
        }
    }

    private @Nullable WindowKind stateWindows(WindowConfig.State state) {
        BoolVector begin = compile(state.begin(), rows, " while ", Parser::parse, Filter::compile);
        BoolVector end = state.end().isEmpty()
                ? null
                : compile(state.end().get(), rows, " until ", Parser::parse, Filter::compile);
        canonical.append(" for ").append(state.hold());
        return begin == null ? null : StateKind.of(state, begin, end, outOfOrderness);
    }

    private BoolVector always() {
        return Objects.requireNonNull(Filter.compile(new Expr.BoolLiteral(0, true), new Scope(rows)));
    }

    private String path(String part) {
        return "pipelines." + config.id() + "." + part;
    }

    /** The configuration keeps no place for these parts (its reader has checked them): the pipeline's first expression. */
    private Location anywhere() {
        return config.where()
                .map(Expression::location)
                .orElseGet(() -> config.aggregates().get(0).call().location());
    }
}
