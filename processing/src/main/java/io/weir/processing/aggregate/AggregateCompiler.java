package io.weir.processing.aggregate;

import io.weir.model.FieldType;
import io.weir.processing.expression.DoubleVector;
import io.weir.processing.expression.Expr;
import io.weir.processing.expression.LongVector;
import io.weir.processing.expression.Numbers;
import io.weir.processing.expression.Scope;
import io.weir.processing.expression.TextVector;
import io.weir.processing.expression.Vector;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Turns the calls of one pipeline into {@link Aggregate}s that share accumulators where they can. */
public final class AggregateCompiler {
    private final Map<String, Accumulator> accumulators = new LinkedHashMap<>();

    /** All accumulators so far, each once. */
    public List<Accumulator> accumulators() {
        return new ArrayList<>(accumulators.values());
    }

    /** The aggregate that an expression calls for; null, and reported to the scope, if it is none. */
    public @Nullable Aggregate compile(String name, Expr expr, Scope scope) {
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
        int expected = function == AggregateFunction.PERCENTILE ? 2 : 1;
        if (arguments.size() != expected) {
            scope.problem(
                    call.offset(),
                    call.name() + "() takes "
                            + switch (function) {
                                case COUNT -> "nothing or one field, for example count() or count(temp)";
                                case PERCENTILE ->
                                    "a field and a number from 0 to 100, for example percentile(temp, 99)";
                                case SUM, AVG, MIN, MAX, FIRST, LAST, STDDEV ->
                                    "one field, for example " + function.example("temp");
                            });
            return null;
        }
        Vector column = column(function, arguments.get(0), scope);
        Double percent =
                function == AggregateFunction.PERCENTILE ? percent(arguments.get(1), scope) : Double.valueOf(0);
        if (column == null || percent == null) {
            return null;
        }
        return build(name, function, arguments.get(0).toString(), column, percent);
    }

    private static @Nullable Vector column(AggregateFunction function, Expr argument, Scope scope) {
        if (!(argument instanceof Expr.Name field)) {
            scope.problem(argument.offset(), function.callName() + "() needs a field, not " + argument);
            return null;
        }
        Vector column = scope.resolve(field.name(), field.offset());
        if (column == null || function.takes(column.type())) {
            return column;
        }
        scope.problem(
                field.offset(),
                function.callName() + "() needs a " + function.typesText() + ", but " + field.name() + " is a "
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
            case FIRST, LAST -> {
                return edge(name, function == AggregateFunction.FIRST, field, column);
            }
            case STDDEV -> {
                DoubleVector numbers = Numbers.asDoubles(column);
                Spread spread = shared("stddev " + field, Spread.class, () -> new Spread(numbers));
                return new Aggregate(name, FieldType.DOUBLE, spread, spread::export);
            }
            case PERCENTILE -> {
                DoubleVector numbers = Numbers.asDoubles(column);
                Sketch sketch = shared("sketch " + field, Sketch.class, () -> new Sketch(numbers));
                return new Aggregate(name, FieldType.DOUBLE, sketch, sketch.percentile(percent));
            }
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

    private Aggregate edge(String name, boolean first, String field, Vector column) {
        String id = (first ? "first " : "last ") + field;
        if (column instanceof TextVector texts) {
            TextEdge edge = shared(id, TextEdge.class, () -> new TextEdge(texts, first));
            return new Aggregate(name, FieldType.STRING, edge, edge::export);
        }
        Edge edge = shared(id, Edge.class, () -> new Edge(column, first));
        return new Aggregate(name, column.type(), edge, edge::export);
    }

    private <A extends Accumulator> A shared(String id, Class<A> type, Supplier<A> create) {
        return type.cast(accumulators.computeIfAbsent(id, any -> create.get()));
    }
}
