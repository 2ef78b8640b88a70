package io.weir.processing.expression;

import io.weir.model.FieldType;
import io.weir.model.RowBatch;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The functions that expressions can call. */
final class Functions {
    private static final int MAX_DIGITS = 15;
    private static final int MANY = 100;

    private Functions() {}

    /** Compiles a call whose number of arguments is right. */
    private interface Compiler {
        @Nullable Vector compile(Expr.Call call, Scope scope);
    }

    /**
     * A function.
     *
     * @param takes its arguments in words
     */
    private record Function(int min, int max, String takes, Compiler compiler) {}

    private static final Map<String, Function> ALL = all();

    private static Map<String, Function> all() {
        Map<String, Function> all = new LinkedHashMap<>();
        for (MathFunction function : MathFunction.values()) {
            String word = word(function);
            all.put(
                    word,
                    new Function(
                            1,
                            1,
                            "a number, for example " + word + "(temp)",
                            (call, scope) -> math(function, call, scope)));
        }
        for (TimePart part : TimePart.values()) {
            String word = word(part);
            String takes = "a time and possibly a zone, for example " + word + "(time, 'Europe/Berlin')";
            all.put(word, new Function(1, 2, takes, (call, scope) -> TimeFunctions.part(part, call, scope)));
        }
        all.put(
                "date_trunc",
                new Function(
                        2,
                        3,
                        "a unit, a time and possibly a zone, for example date_trunc('day', time, 'Europe/Berlin')",
                        TimeFunctions::truncate));
        all.put(
                "seconds_between",
                new Function(2, 2, "two times, for example seconds_between(started, time)", TimeFunctions::between));
        all.put(
                "round",
                new Function(1, 2, "a number and possibly its digits, for example round(temp, 1)", Functions::round));
        all.put("pow", new Function(2, 2, "two numbers, for example pow(speed, 2)", Functions::pow));
        all.put(
                "convert",
                new Function(
                        3, 3, "a number and two units, for example convert(temp, 'degF', 'degC')", Functions::convert));
        all.put("least", new Function(2, MANY, "numbers or times, for example least(temp, 100)", Functions::extreme));
        all.put(
                "greatest",
                new Function(2, MANY, "numbers or times, for example greatest(temp, 0)", Functions::extreme));
        all.put("coalesce", new Function(1, MANY, "values, for example coalesce(temp, 0)", Functions::coalesce));
        all.put("nullif", new Function(2, 2, "two values, for example nullif(temp, -999)", Functions::nullif));
        all.put("length", new Function(1, 1, "a text, for example length(state)", Functions::length));
        all.put(
                "lower",
                new Function(
                        1,
                        1,
                        "a text, for example lower(state)",
                        (call, scope) -> made(call, scope, MadeTexts.letters(false))));
        all.put(
                "upper",
                new Function(
                        1,
                        1,
                        "a text, for example upper(state)",
                        (call, scope) -> made(call, scope, MadeTexts.letters(true))));
        all.put(
                "trim",
                new Function(
                        1, 1, "a text, for example trim(state)", (call, scope) -> made(call, scope, MadeTexts::trim)));
        all.put(
                "substring",
                new Function(
                        2,
                        3,
                        "a text, the number of its first character and possibly how many, for example substring(key, 1, 3)",
                        Functions::substring));
        all.put(
                "replace",
                new Function(
                        3,
                        3,
                        "a text, what to look for and what to put there, for example replace(key, '-', '_')",
                        Functions::replace));
        all.put("concat", new Function(2, MANY, "texts, for example concat(line, '-', key)", Functions::concat));
        all.put("previous", new Function(1, 1, "a value, for example previous(temp)", Functions::previous));
        for (Texts.Place place : Texts.Place.values()) {
            String word = place.functionName();
            String takes = "a text and what to look for, for example " + word + "(state, 'run')";
            all.put(word, new Function(2, 2, takes, (call, scope) -> search(place, call, scope)));
        }
        return all;
    }

    private static String word(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    /** What a call computes; null, and reported, if it is wrong. */
    static @Nullable Vector compile(Expr.Call call, Scope scope) {
        Function function = ALL.get(call.name());
        int count = call.arguments().size();
        if (function == null) {
            scope.problem(
                    call.offset(),
                    "there is no function '" + call.name() + "'" + Scope.suggestion(call.name(), ALL.keySet()));
            return null;
        }
        if (count < function.min() || count > function.max()) {
            scope.problem(call.offset(), call.name() + "() takes " + function.takes());
            return null;
        }
        return function.compiler().compile(call, scope);
    }

    private static @Nullable Vector number(Expr expr, Expr.Call call, Scope scope) {
        return typed(expr, call, scope, "a number", FieldType.DOUBLE, FieldType.LONG);
    }

    /** An argument of one of some types; null, and reported, if it is of another. */
    static @Nullable Vector typed(Expr expr, Expr.Call call, Scope scope, String wanted, FieldType... types) {
        Vector vector = expr.compile(scope);
        if (vector == null || Arrays.asList(types).contains(vector.type())) {
            return vector;
        }
        scope.problem(
                expr.offset(),
                call.name() + "() needs " + wanted + ", but " + expr + " is a "
                        + vector.type().configName());
        return null;
    }

    /** A text that stands there; empty, and reported, if it is none. */
    static Optional<String> text(Expr expr, Expr.Call call, String what, Scope scope) {
        if (expr instanceof Expr.StringLiteral literal) {
            return Optional.of(literal.value());
        }
        scope.problem(expr.offset(), call.name() + "() needs " + what + " in quotes, not " + expr);
        return Optional.empty();
    }

    private static @Nullable Vector math(MathFunction function, Expr.Call call, Scope scope) {
        Vector number = number(call.arguments().get(0), call, scope);
        if (number == null || (function.keepsLongs() && number instanceof LongVector)) {
            return number;
        }
        DoubleVector doubles = Numbers.asDoubles(number);
        return new ComputedDoubles() {
            @Override
            public void load(RowBatch batch) {
                doubles.load(batch);
                prepare(batch);
                for (int row = 0, rows = batch.rowCount(); row < rows; row++) {
                    if (doubles.isKnown(row)) {
                        double value = function.apply(doubles.values[row]);
                        if (Double.isFinite(doubles.values[row])) {
                            setIfFinite(row, value);
                        } else {
                            set(row, value);
                        }
                    }
                }
            }
        };
    }

    private static @Nullable Vector round(Expr.Call call, Scope scope) {
        Vector number = number(call.arguments().get(0), call, scope);
        int digits = 0;
        if (call.arguments().size() == 2) {
            Expr wanted = call.arguments().get(1);
            if (!(wanted instanceof Expr.LongLiteral literal) || literal.value() < 0 || literal.value() > MAX_DIGITS) {
                scope.problem(
                        wanted.offset(), "the digits must be a number from 0 to " + MAX_DIGITS + ", not " + wanted);
                return null;
            }
            digits = (int) literal.value();
        }
        if (number == null || number instanceof LongVector) {
            return number;
        }
        double power = Math.pow(10, digits);
        return binary(Numbers.asDoubles(number), new Constants.OfDouble(power), Functions::round);
    }

    /** Half away from zero. */
    private static double round(double value, double power) {
        double scaled = Math.abs(value) * power;
        // What is so large has no digits behind the point.
        return scaled < 1L << 52 ? Math.copySign(Math.floor(scaled + 0.5) / power, value) : value;
    }

    private static @Nullable Vector pow(Expr.Call call, Scope scope) {
        Vector base = number(call.arguments().get(0), call, scope);
        Vector exponent = number(call.arguments().get(1), call, scope);
        return base == null || exponent == null
                ? null
                : binary(Numbers.asDoubles(base), Numbers.asDoubles(exponent), Math::pow);
    }

    private interface Binary {
        double apply(double left, double right);
    }

    private static Vector binary(DoubleVector left, DoubleVector right, Binary function) {
        return new ComputedDoubles() {
            @Override
            public void load(RowBatch batch) {
                left.load(batch);
                right.load(batch);
                prepare(batch);
                for (int row = 0, rows = batch.rowCount(); row < rows; row++) {
                    if (left.isKnown(row) && right.isKnown(row)) {
                        setIfFinite(row, function.apply(left.values[row], right.values[row]));
                    }
                }
            }
        };
    }

    private static @Nullable Vector convert(Expr.Call call, Scope scope) {
        Vector number = number(call.arguments().get(0), call, scope);
        Unit from = unit(call.arguments().get(1), call, scope);
        Unit to = unit(call.arguments().get(2), call, scope);
        if (number == null || from == null || to == null) {
            return null;
        }
        if (from.quantity() != to.quantity()) {
            scope.problem(
                    call.arguments().get(2).offset(),
                    "'" + from.symbol() + "' is a unit of " + from.quantity().word() + " and '" + to.symbol()
                            + "' one of "
                            + to.quantity().word() + "; expected one of "
                            + String.join(", ", Unit.symbols(from.quantity())));
            return null;
        }
        return binary(
                Numbers.asDoubles(number), new Constants.OfDouble(0), (value, unused) -> to.of(from.inBase(value)));
    }

    private static @Nullable Unit unit(Expr expr, Expr.Call call, Scope scope) {
        Optional<String> symbol = text(expr, call, "a unit", scope);
        if (symbol.isEmpty()) {
            return null;
        }
        Optional<Unit> unit = Unit.ofSymbol(symbol.get());
        if (unit.isEmpty()) {
            scope.problem(
                    expr.offset(),
                    "there is no unit '" + symbol.get() + "'" + Scope.suggestion(symbol.get(), Unit.symbols()));
        }
        return unit.orElse(null);
    }

    private static @Nullable Vector coalesce(Expr.Call call, Scope scope) {
        List<Expr> arguments = call.arguments();
        List<Expr.When> whens = new ArrayList<>();
        for (Expr argument : arguments.subList(0, arguments.size() - 1)) {
            whens.add(new Expr.When(new Expr.IsNull(argument.offset(), argument, true), argument));
        }
        return new Expr.Case(call.offset(), whens, Optional.of(arguments.get(arguments.size() - 1))).compile(scope);
    }

    private static @Nullable Vector nullif(Expr.Call call, Scope scope) {
        Expr value = call.arguments().get(0);
        Expr unwanted = call.arguments().get(1);
        Expr equal = new Expr.Compare(call.offset(), Comparison.EQUAL, value, unwanted);
        return new Expr.Case(
                        call.offset(),
                        List.of(new Expr.When(equal, new Expr.NullLiteral(call.offset()))),
                        Optional.of(value))
                .compile(scope);
    }

    private static @Nullable Vector extreme(Expr.Call call, Scope scope) {
        boolean smallest = call.name().equals("least");
        Vector result = null;
        for (Expr argument : call.arguments()) {
            Vector next = typed(
                    argument, call, scope, "numbers or times", FieldType.DOUBLE, FieldType.LONG, FieldType.TIMESTAMP);
            if (next == null) {
                return null;
            }
            if (result == null) {
                result = next;
            } else if (result instanceof LongVector a && next instanceof LongVector b && a.type() == b.type()) {
                result = new Extremes.OfLongs(a, b, smallest);
            } else if (result.type() == FieldType.TIMESTAMP || next.type() == FieldType.TIMESTAMP) {
                scope.problem(argument.offset(), call.name() + "() cannot compare times with numbers");
                return null;
            } else {
                result = new Extremes.OfDoubles(Numbers.asDoubles(result), Numbers.asDoubles(next), smallest);
            }
        }
        return result;
    }

    private static @Nullable Vector previous(Expr.Call call, Scope scope) {
        Memory memory = scope.memory();
        if (memory == null) {
            scope.problem(
                    call.offset(),
                    "previous() knows the rows that a pipeline reads, in let, where, begin, end and aggregates; not those here");
            return null;
        }
        Expr argument = call.arguments().get(0);
        Vector value = ComputedColumn.compile(argument, scope);
        return value == null ? null : memory.previous(value, argument.toString());
    }

    private static @Nullable TextVector madeOf(Expr argument, Expr.Call call, Scope scope) {
        Vector vector = ComputedColumn.compile(argument, scope);
        if (vector == null || vector instanceof TextVector) {
            return (TextVector) vector;
        }
        scope.problem(
                argument.offset(),
                call.name() + "() needs a text, but " + argument + " is a "
                        + vector.type().configName());
        return null;
    }

    private static @Nullable Vector made(Expr.Call call, Scope scope, MadeTexts.Maker maker) {
        TextVector text = madeOf(call.arguments().get(0), call, scope);
        return text == null ? null : new MadeTexts.OfOne(text, maker);
    }

    private static @Nullable Vector substring(Expr.Call call, Scope scope) {
        long first = count(call, 1, 1, scope);
        long count = call.arguments().size() == 3 ? count(call, 2, 0, scope) : Long.MAX_VALUE;
        return first < 0 || count < 0 ? null : made(call, scope, MadeTexts.part(first, count));
    }

    /** A number that stands there; -1, and reported, if it is none. */
    private static long count(Expr.Call call, int index, long least, Scope scope) {
        Expr argument = call.arguments().get(index);
        if (argument instanceof Expr.LongLiteral literal && literal.value() >= least) {
            return literal.value();
        }
        scope.problem(argument.offset(), call.name() + "() needs a number from " + least + " on, not " + argument);
        return -1;
    }

    private static @Nullable Vector replace(Expr.Call call, Scope scope) {
        Optional<String> wanted = text(call.arguments().get(1), call, "what to look for", scope);
        Optional<String> by = text(call.arguments().get(2), call, "what to put there", scope);
        return wanted.isEmpty() || by.isEmpty() ? null : made(call, scope, MadeTexts.replaced(wanted.get(), by.get()));
    }

    private static @Nullable Vector concat(Expr.Call call, Scope scope) {
        List<TextVector> texts = new ArrayList<>();
        for (Expr argument : call.arguments()) {
            TextVector text = madeOf(argument, call, scope);
            if (text != null) {
                texts.add(text);
            }
        }
        return texts.size() < call.arguments().size() ? null : new MadeTexts.Joined(texts);
    }

    private static @Nullable Vector length(Expr.Call call, Scope scope) {
        Vector text = typed(call.arguments().get(0), call, scope, "a text", FieldType.STRING);
        return text == null ? null : new Texts.Length((TextVector) text);
    }

    private static @Nullable Vector search(Texts.Place place, Expr.Call call, Scope scope) {
        Vector text = typed(call.arguments().get(0), call, scope, "a text", FieldType.STRING);
        Optional<String> wanted = text(call.arguments().get(1), call, "what to look for", scope);
        return text == null || wanted.isEmpty() ? null : new Texts.Search((TextVector) text, wanted.get(), place);
    }
}
