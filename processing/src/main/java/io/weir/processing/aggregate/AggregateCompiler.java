package io.weir.processing.aggregate;

import io.weir.processing.expression.BoolVector;
import io.weir.processing.expression.Expr;
import io.weir.processing.expression.Filter;
import io.weir.processing.expression.Parser;
import io.weir.processing.expression.Scope;
import io.weir.processing.expression.Vector;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Turns the calls of one pipeline into {@link Aggregate}s that share accumulators where they can. */
public final class AggregateCompiler {
    private final StateBudget budget;
    private final AggregateFactory factory;
    /** Those that are of some rows only, by what they are of these. */
    private final Map<Accumulator, Accumulator> filtered = new HashMap<>();

    /** @param maxStateBytes what aggregates that keep values or texts may hold together */
    public AggregateCompiler(long maxStateBytes) {
        this.budget = new StateBudget(maxStateBytes);
        this.factory = new AggregateFactory(budget);
    }

    /** How often a group in a window has had more values, or more state, than it may; live. */
    public long fullSlots() {
        return budget.fullSlots();
    }

    /** All accumulators so far, each once. */
    public List<Accumulator> accumulators() {
        return factory.accumulators().stream().map(this::running).toList();
    }

    private Accumulator running(Accumulator accumulator) {
        return filtered.getOrDefault(accumulator, accumulator);
    }

    /** The aggregate that an expression calls for; null, and reported to the scope, if it is none. */
    public @Nullable Aggregate compile(String name, Parser.Aggregation aggregation, Scope scope) {
        Expr where = aggregation.where().orElse(null);
        factory.ofRows(where == null ? "" : " where " + where);
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
        Signature signature = function.signature();
        List<Expr> arguments = call.arguments();
        // One too many: median(exact) is of a field with that name.
        boolean exact = signature.exact()
                && signature.takes(arguments.size() - 1)
                && isExact(arguments.get(arguments.size() - 1));
        int count = arguments.size() - (exact ? 1 : 0);
        if (!signature.takes(count)) {
            String example = function.example(signature.mostFields() == 2 ? "state" : "temp");
            scope.problem(call.offset(), call.name() + "() takes " + signature.text() + ", for example " + example);
            return null;
        }
        int fields = count - signature.parameters().size();
        List<Vector> columns = columns(function, arguments.subList(0, fields), scope);
        if (function == AggregateFunction.GAP && fields == 0) {
            columns.add(scope.time());
        }
        List<Double> numbers = numbers(signature, arguments.subList(fields, count), scope);
        if (columns.size() < fields || numbers.size() < signature.parameters().size()) {
            return null;
        }
        if (function == AggregateFunction.HISTOGRAM && numbers.get(0) >= numbers.get(1)) {
            scope.problem(
                    arguments.get(2).offset(),
                    "the ranges must end above where they begin, not at " + arguments.get(2));
            return null;
        }
        return factory.build(new AggregateFactory.Call(name, function, call, columns, numbers, exact));
    }

    private static boolean isExact(Expr argument) {
        return argument instanceof Expr.Name name && name.name().equals("exact");
    }

    private static List<Vector> columns(AggregateFunction function, List<Expr> arguments, Scope scope) {
        List<Vector> columns = new ArrayList<>();
        for (Expr argument : arguments) {
            String call = function.callName() + "()";
            Vector column = columns.isEmpty()
                    ? column(call, function, argument, scope)
                    : column("the order of " + call, AggregateFunction.MIN, argument, scope);
            if (column != null) {
                columns.add(column);
            }
        }
        return columns;
    }

    private static List<Double> numbers(Signature signature, List<Expr> arguments, Scope scope) {
        List<Double> numbers = new ArrayList<>();
        for (int i = 0; i < arguments.size(); i++) {
            Double number = signature.parameters().get(i).read(arguments.get(i), scope);
            if (number != null) {
                numbers.add(number);
            }
        }
        return numbers;
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
}
