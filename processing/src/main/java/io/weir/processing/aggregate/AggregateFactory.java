package io.weir.processing.aggregate;

import io.weir.model.FieldType;
import io.weir.processing.expression.DoubleVector;
import io.weir.processing.expression.Expr;
import io.weir.processing.expression.LongVector;
import io.weir.processing.expression.Numbers;
import io.weir.processing.expression.TextVector;
import io.weir.processing.expression.Vector;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

/** Makes the aggregates that calls ask for, of accumulators that they share where they can. */
final class AggregateFactory {
    /**
     * A call without mistakes.
     *
     * @param name of the result's column
     * @param text what was written
     * @param fields those it is given; for {@code count()} none
     * @param numbers behind the fields
     * @param exact whether a sketch will not do
     */
    record Call(
            String name,
            AggregateFunction function,
            Expr.Call text,
            List<Vector> fields,
            List<Double> numbers,
            boolean exact) {
        Vector column() {
            return fields.get(0);
        }

        /** What tells the accumulators of one field from those of another. */
        String field() {
            return text.arguments().isEmpty() ? "" : text.arguments().get(0).toString();
        }

        DoubleVector doubles() {
            return Numbers.asDoubles(column());
        }

        Aggregate of(FieldType type, Accumulator accumulator, StateExporter exporter) {
            return Aggregate.ofState(name, type, accumulator, exporter);
        }

        Aggregate ofDouble(Accumulator accumulator, StateExporter exporter) {
            return of(FieldType.DOUBLE, accumulator, exporter);
        }
    }

    private final StateBudget budget;
    private final Map<String, Accumulator> accumulators = new LinkedHashMap<>();

    /** What tells the aggregates of the rows that are meant now from those of all. */
    private String rows = "";

    AggregateFactory(StateBudget budget) {
        this.budget = budget;
    }

    /** Says of which rows the next aggregates are; empty: of all. */
    void ofRows(String condition) {
        rows = condition;
    }

    /** All accumulators so far, each once. */
    List<Accumulator> accumulators() {
        return List.copyOf(accumulators.values());
    }

    Aggregate build(Call call) {
        return switch (call.function()) {
            case COUNT -> count(call);
            case COUNT_DISTINCT -> {
                DistinctCount count =
                        shared("distinct", call, DistinctCount.class, it -> new DistinctCount(it, budget.allowance()));
                yield call.of(FieldType.LONG, count, count::export);
            }
            case SUM, AVG -> sum(call, call.function() == AggregateFunction.SUM);
            case MIN, MAX -> extreme(call, call.function() == AggregateFunction.MIN);
            case FIRST -> edge(call, "first " + call.field(), RowOrder.byTime(), Choice.FIRST_SMALLEST);
            case LAST -> edge(call, "last " + call.field(), RowOrder.byTime(), Choice.LAST_LARGEST);
            case ARG_MIN -> argument(call, Choice.FIRST_SMALLEST);
            case ARG_MAX -> argument(call, Choice.FIRST_LARGEST);
            case DELTA -> {
                Difference difference = shared("delta", call, Difference.class, Difference::new);
                yield call.of(call.column().type(), difference, difference::export);
            }
            case STDDEV, VARIANCE, SLOPE -> statistics(call);
            case MEDIAN -> percentile(call, 50);
            case PERCENTILE -> percentile(call, call.numbers().get(0));
            case INCREASE, RATE, INTEGRAL, TIME_WEIGHTED_AVG, EWMA, GAP, HISTOGRAM -> overTime(call);
            case COLLECT -> collect(call);
            case MODE -> {
                ValueCounts counts =
                        shared("values", call, ValueCounts.class, it -> new ValueCounts(it, budget.allowance()));
                yield call.of(call.column().type(), counts, counts::mode);
            }
            case TOP_K -> {
                ValueCounts counts =
                        shared("values", call, ValueCounts.class, it -> new ValueCounts(it, budget.allowance()));
                yield call.of(
                        FieldType.STRING,
                        counts,
                        counts.top(call.numbers().get(0).intValue()));
            }
        };
    }

    private Aggregate count(Call call) {
        if (call.fields().isEmpty()) {
            CountRows count = shared("count()", CountRows.class, CountRows::new);
            return call.of(FieldType.LONG, count, count::export);
        }
        CountValues count = shared("count", call, CountValues.class, CountValues::new);
        return call.of(FieldType.LONG, count, count::export);
    }

    private Aggregate sum(Call call, boolean isSum) {
        String id = "sum " + call.field();
        if (call.column() instanceof LongVector longs) {
            LongSum sum = shared(id, LongSum.class, () -> new LongSum(longs));
            return isSum ? call.of(FieldType.LONG, sum, sum::exportSum) : call.ofDouble(sum, sum::exportAverage);
        }
        DoubleSum sum = shared(id, DoubleSum.class, () -> new DoubleSum(call.doubles()));
        return call.ofDouble(sum, isSum ? sum::exportSum : sum::exportAverage);
    }

    private Aggregate extreme(Call call, boolean smallest) {
        String id = (smallest ? "min " : "max ") + call.field();
        if (call.column() instanceof LongVector longs) {
            LongExtreme extreme = shared(id, LongExtreme.class, () -> new LongExtreme(longs, smallest));
            return call.of(call.column().type(), extreme, extreme::export);
        }
        DoubleExtreme extreme = shared(id, DoubleExtreme.class, () -> new DoubleExtreme(call.doubles(), smallest));
        return call.ofDouble(extreme, extreme::export);
    }

    private Aggregate argument(Call call, Choice choice) {
        return edge(call, call.text().toString(), RowOrder.by(call.fields().get(1)), choice);
    }

    private Aggregate edge(Call call, String id, RowOrder order, Choice choice) {
        if (call.column() instanceof TextVector texts) {
            TextEdge edge = shared(id, TextEdge.class, () -> new TextEdge(texts, order, choice, budget.allowance()));
            return call.of(FieldType.STRING, edge, edge::export);
        }
        Edge edge = shared(id, Edge.class, () -> new Edge(call.column(), order, choice));
        return call.of(call.column().type(), edge, edge::export);
    }

    private Aggregate statistics(Call call) {
        if (call.function() == AggregateFunction.SLOPE) {
            Trend trend = shared("slope " + call.field(), Trend.class, () -> new Trend(call.doubles()));
            return call.ofDouble(trend, trend::export);
        }
        Spread spread = shared("spread " + call.field(), Spread.class, () -> new Spread(call.doubles()));
        return call.ofDouble(
                spread, call.function() == AggregateFunction.STDDEV ? spread::exportDeviation : spread::exportVariance);
    }

    private Aggregate percentile(Call call, double percent) {
        if (call.exact()) {
            Samples samples = samples(call);
            return call.ofDouble(samples, new OverTime(samples).percentile(percent));
        }
        Sketch sketch =
                shared("sketch " + call.field(), Sketch.class, () -> new Sketch(call.doubles(), budget.allowance()));
        return call.ofDouble(sketch, sketch.percentile(percent));
    }

    private Aggregate overTime(Call call) {
        Samples samples = samples(call);
        OverTime values = new OverTime(samples);
        List<Double> numbers = call.numbers();
        return switch (call.function()) {
            case INCREASE -> call.ofDouble(samples, values::increase);
            case RATE -> call.ofDouble(samples, values::rate);
            case INTEGRAL -> call.ofDouble(samples, values::integral);
            case EWMA -> call.ofDouble(samples, values.movingAverage(numbers.get(0)));
            case TIME_WEIGHTED_AVG ->
                new Aggregate(call.name(), FieldType.DOUBLE, samples, values::timeWeightedAverage);
            case GAP -> new Aggregate(call.name(), FieldType.DOUBLE, samples, values::gap);
            case HISTOGRAM ->
                call.of(
                        FieldType.STRING,
                        samples,
                        values.histogram(
                                numbers.get(0), numbers.get(1), numbers.get(2).intValue()));
            default -> throw new IllegalArgumentException(call.function().callName());
        };
    }

    private Aggregate collect(Call call) {
        int most = call.numbers().get(0).intValue();
        if (call.column() instanceof TextVector texts) {
            FirstTexts first = shared(
                    call.text().toString(), FirstTexts.class, () -> new FirstTexts(texts, most, budget.allowance()));
            return call.of(FieldType.STRING, first, first::export);
        }
        Samples samples = samples(call);
        return call.of(FieldType.STRING, samples, new OverTime(samples).collect(most));
    }

    private Samples samples(Call call) {
        return shared("samples", call, Samples.class, it -> new Samples(it, budget.allowance()));
    }

    private <A extends Accumulator> A shared(String id, Call call, Class<A> type, Function<Vector, A> create) {
        return shared(id + " " + call.field(), type, () -> create.apply(call.column()));
    }

    private <A extends Accumulator> A shared(String id, Class<A> type, Supplier<A> create) {
        return type.cast(accumulators.computeIfAbsent(id + rows, any -> create.get()));
    }
}
