package io.weir.processing.aggregate;

import io.weir.model.FieldType;
import io.weir.processing.expression.BoolVector;
import io.weir.processing.expression.DoubleVector;
import io.weir.processing.expression.Expr;
import io.weir.processing.expression.Filter;
import io.weir.processing.expression.LongVector;
import io.weir.processing.expression.Numbers;
import io.weir.processing.expression.Parser;
import io.weir.processing.expression.Scope;
import io.weir.processing.expression.TextVector;
import io.weir.processing.expression.Vector;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Turns the calls of one pipeline into {@link Aggregate}s that share accumulators where they can. */
public final class AggregateCompiler {
    private final Map<String, Accumulator> accumulators = new LinkedHashMap<>();
    /** Those that are of some rows only, by what they are of these. */
    private final Map<Accumulator, Accumulator> filtered = new HashMap<>();

    /** What tells the aggregates of the rows that are meant now from those of all. */
    private String rows = "";

    /** All accumulators so far, each once. */
    public List<Accumulator> accumulators() {
        return accumulators.values().stream().map(this::running).toList();
    }

    private Accumulator running(Accumulator accumulator) {
        return filtered.getOrDefault(accumulator, accumulator);
    }

    /** The aggregate that an expression calls for; null, and reported to the scope, if it is none. */
    public @Nullable Aggregate compile(String name, Parser.Aggregation aggregation, Scope scope) {
        Expr where = aggregation.where().orElse(null);
        rows = where == null ? "" : " where " + where;
        Aggregate aggregate = compile(name, aggregation.call(), scope);
        BoolVector condition = where == null ? null : Filter.compile(where, scope);
        if (aggregate == null || condition == null) {
            return where == null ? aggregate : null;
        }
        filtered.computeIfAbsent(aggregate.accumulator(), it -> new Filtered(it, condition));
        return new Aggregate(name, aggregate.type(), running(aggregate.accumulator()), aggregate.exporter());
    }

    private @Nullable Aggregate compile(String name, Expr expr, Scope scope) {
        if (!(expr instanceof Expr.Call call)) {
            scope.problem(
                    expr instanceof Expr.Name ? expr.offset() : 0,
                    "expected an aggregate, for example avg(" + exampleField(expr) + "), not " + expr);
            return null;
        }
        Optional<AggregateFunction> function = AggregateFunction.ofName(call.name());
        if (function.isEmpty()) {
            scope.problem(
                    call.offset(),
                    "there is no aggregate '" + call.name() + "'"
                            + Scope.suggestion(call.name(), AggregateFunction.callNames()));
            return null;
        }
        return compile(name, function.get(), call, scope);
    }

    private static String exampleField(Expr expr) {
        return expr instanceof Expr.Name field ? field.name() : "temp";
    }

    private @Nullable Aggregate compile(String name, AggregateFunction function, Expr.Call call, Scope scope) {
        List<Expr> arguments = call.arguments();
        if (function == AggregateFunction.COUNT && arguments.isEmpty()) {
            CountRows count = shared("count()", CountRows.class, CountRows::new);
            return new Aggregate(name, FieldType.LONG, count, count::export);
        }
        int expected = switch (function) {
            case PERCENTILE, ARG_MIN, ARG_MAX -> 2;
            case COUNT, SUM, AVG, MIN, MAX, FIRST, LAST, DELTA, STDDEV, VARIANCE, SLOPE, MEDIAN -> 1;
        };
        if (arguments.size() != expected) {
            scope.problem(
                    call.offset(),
                    call.name() + "() takes "
                            + switch (function) {
                                case COUNT -> "nothing or one field, for example count() or count(temp)";
                                case PERCENTILE ->
                                    "a field and a number from 0 to 100, for example percentile(temp, 99)";
                                case ARG_MIN, ARG_MAX ->
                                    "a field, and one by which the row is chosen, for example "
                                            + function.example("state");
                                case SUM, AVG, MIN, MAX, FIRST, LAST, DELTA, STDDEV, VARIANCE, SLOPE, MEDIAN ->
                                    "one field, for example " + function.example("temp");
                            });
            return null;
        }
        Vector column = column(call.name() + "()", function, arguments.get(0), scope);
        if (function == AggregateFunction.ARG_MIN || function == AggregateFunction.ARG_MAX) {
            Vector by = column("the order of " + call.name() + "()", AggregateFunction.MIN, arguments.get(1), scope);
            return column == null || by == null ? null : argument(name, function, call, column, by);
        }
        Double percent =
                function == AggregateFunction.PERCENTILE ? percent(arguments.get(1), scope) : Double.valueOf(0);
        if (column == null || percent == null) {
            return null;
        }
        return build(name, function, arguments.get(0).toString(), column, percent);
    }

    private static @Nullable Vector column(String called, AggregateFunction function, Expr argument, Scope scope) {
        if (!(argument instanceof Expr.Name field)) {
            scope.problem(argument.offset(), called + " needs a field, not " + argument);
            return null;
        }
        Vector column = scope.resolve(field.name(), field.offset());
        if (column == null || function.takes(column.type())) {
            return column;
        }
        scope.problem(
                field.offset(),
                called + " needs a " + function.typesText() + ", but " + field.name() + " is a "
                        + column.type().configName() + ", which has " + AggregateFunction.possible(column.type()));
        return null;
    }

    private static @Nullable Double percent(Expr expr, Scope scope) {
        Double percent = expr instanceof Expr.LongLiteral whole
                ? Double.valueOf((double) whole.value())
                : expr instanceof Expr.DoubleLiteral number ? Double.valueOf(number.value()) : null;
        if (percent == null || percent < 0 || percent > 100) {
            scope.problem(expr.offset(), "the percentile must be a number from 0 to 100, not " + expr);
            return null;
        }
        return percent;
    }

    private Aggregate build(String name, AggregateFunction function, String field, Vector column, double percent) {
        FieldType type = column.type();
        switch (function) {
            case COUNT -> {
                CountValues count = shared("count " + field, CountValues.class, () -> new CountValues(column));
                return new Aggregate(name, FieldType.LONG, count, count::export);
            }
            case SUM, AVG -> {
                return sum(name, function == AggregateFunction.SUM, field, column);
            }
            case MIN, MAX -> {
                return extreme(name, function == AggregateFunction.MIN, field, column);
            }
            case FIRST -> {
                return edge(name, "first " + field, column, RowOrder.byTime(), Choice.FIRST_SMALLEST);
            }
            case LAST -> {
                return edge(name, "last " + field, column, RowOrder.byTime(), Choice.LAST_LARGEST);
            }
            case DELTA -> {
                Difference difference = shared("delta " + field, Difference.class, () -> new Difference(column));
                return new Aggregate(name, type, difference, difference::export);
            }
            case STDDEV, VARIANCE -> {
                DoubleVector numbers = Numbers.asDoubles(column);
                Spread spread = shared("spread " + field, Spread.class, () -> new Spread(numbers));
                return new Aggregate(
                        name,
                        FieldType.DOUBLE,
                        spread,
                        function == AggregateFunction.STDDEV ? spread::exportDeviation : spread::exportVariance);
            }
            case SLOPE -> {
                DoubleVector numbers = Numbers.asDoubles(column);
                Trend trend = shared("slope " + field, Trend.class, () -> new Trend(numbers));
                return new Aggregate(name, FieldType.DOUBLE, trend, trend::export);
            }
            case PERCENTILE, MEDIAN -> {
                DoubleVector numbers = Numbers.asDoubles(column);
                Sketch sketch = shared("sketch " + field, Sketch.class, () -> new Sketch(numbers));
                double wanted = function == AggregateFunction.MEDIAN ? 50 : percent;
                return new Aggregate(name, FieldType.DOUBLE, sketch, sketch.percentile(wanted));
            }
            case ARG_MIN, ARG_MAX -> throw new IllegalStateException(function + " has two fields");
        }
        throw new IllegalStateException(function + " of " + type);
    }

    private Aggregate sum(String name, boolean isSum, String field, Vector column) {
        if (column instanceof LongVector longs) {
            LongSum sum = shared("sum " + field, LongSum.class, () -> new LongSum(longs));
            return isSum
                    ? new Aggregate(name, FieldType.LONG, sum, sum::exportSum)
                    : new Aggregate(name, FieldType.DOUBLE, sum, sum::exportAverage);
        }
        DoubleSum sum = shared("sum " + field, DoubleSum.class, () -> new DoubleSum((DoubleVector) column));
        return new Aggregate(name, FieldType.DOUBLE, sum, isSum ? sum::exportSum : sum::exportAverage);
    }

    private Aggregate extreme(String name, boolean smallest, String field, Vector column) {
        String id = (smallest ? "min " : "max ") + field;
        if (column instanceof LongVector longs) {
            LongExtreme extreme = shared(id, LongExtreme.class, () -> new LongExtreme(longs, smallest));
            return new Aggregate(name, column.type(), extreme, extreme::export);
        }
        DoubleExtreme extreme =
                shared(id, DoubleExtreme.class, () -> new DoubleExtreme((DoubleVector) column, smallest));
        return new Aggregate(name, FieldType.DOUBLE, extreme, extreme::export);
    }

    private Aggregate argument(String name, AggregateFunction function, Expr.Call call, Vector column, Vector by) {
        return edge(
                name,
                call.toString(),
                column,
                RowOrder.by(by),
                function == AggregateFunction.ARG_MIN ? Choice.FIRST_SMALLEST : Choice.FIRST_LARGEST);
    }

    private Aggregate edge(String name, String id, Vector column, RowOrder order, Choice choice) {
        if (column instanceof TextVector texts) {
            TextEdge edge = shared(id, TextEdge.class, () -> new TextEdge(texts, order, choice));
            return new Aggregate(name, FieldType.STRING, edge, edge::export);
        }
        Edge edge = shared(id, Edge.class, () -> new Edge(column, order, choice));
        return new Aggregate(name, column.type(), edge, edge::export);
    }

    private <A extends Accumulator> A shared(String id, Class<A> type, Supplier<A> create) {
        return type.cast(accumulators.computeIfAbsent(id + rows, any -> create.get()));
    }
}
