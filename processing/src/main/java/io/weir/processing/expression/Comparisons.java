package io.weir.processing.expression;

import io.weir.model.EventTime;
import io.weir.model.FieldType;
import java.time.DateTimeException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Checks the types of a comparison and chooses how to compute it. Null where either side is null. */
final class Comparisons {
    private Comparisons() {}

    static @Nullable Vector compile(Expr.Compare expr, Scope scope) {
        if (expr.left() instanceof Expr.NullLiteral || expr.right() instanceof Expr.NullLiteral) {
            scope.problem(expr.offset(), "a comparison with null is never true; write 'is null' or 'is not null'");
            return null;
        }
        Vector left = expr.left().compile(scope);
        Vector right = expr.right().compile(scope);
        if (left == null || right == null) {
            return null;
        }
        left = asTime(left, expr.left(), right, scope);
        right = left == null ? null : asTime(right, expr.right(), left, scope);
        if (left == null || right == null) {
            return null;
        }
        Vector result = choose(expr.operator(), left, right);
        if (result == null) {
            scope.problem(
                    expr.offset(),
                    "'" + expr.operator().symbol() + "' cannot compare " + described(expr.left(), left) + " with "
                            + described(expr.right(), right));
        }
        return result;
    }

    private static String described(Expr expr, Vector vector) {
        return expr + " (" + vector.type().configName() + ")";
    }

    private static @Nullable Vector choose(Comparison operator, Vector left, Vector right) {
        if (left instanceof LongVector a && right instanceof LongVector b && a.type() == b.type()) {
            return new CompareNumbers.OfLongs(operator, a, b);
        } else if (isNumber(left) && isNumber(right)) {
            return new CompareNumbers.OfDoubles(operator, Arithmetic.toDouble(left), Arithmetic.toDouble(right));
        } else if (left instanceof TextVector a && right instanceof TextVector b) {
            return texts(operator, a, b);
        } else if (left instanceof BoolVector a && right instanceof BoolVector b) {
            return operator == Comparison.EQUAL || operator == Comparison.NOT_EQUAL
                    ? new CompareNumbers.OfBools(operator == Comparison.EQUAL, a, b)
                    : null;
        }
        return null;
    }

    private static Vector texts(Comparison operator, TextVector left, TextVector right) {
        if (left instanceof Constants.OfText a && right instanceof Constants.OfText b) {
            return Constants.OfBool.of(operator.holds(Arrays.compareUnsigned(a.utf8, b.utf8)));
        } else if (left instanceof Constants.OfText a) {
            return new CompareTexts.WithConstant(operator.swapped(), right, a.utf8);
        } else if (right instanceof Constants.OfText b) {
            return new CompareTexts.WithConstant(operator, left, b.utf8);
        }
        return new CompareTexts.OfColumns(operator, left, right);
    }

    private static boolean isNumber(Vector vector) {
        return vector.type() == FieldType.DOUBLE || vector.type() == FieldType.LONG;
    }

    /** A text that is compared with a timestamp is an ISO-8601 time. */
    private static @Nullable Vector asTime(Vector vector, Expr expr, Vector other, Scope scope) {
        if (other.type() != FieldType.TIMESTAMP || !(vector instanceof Constants.OfText text)) {
            return vector;
        }
        try {
            return new Constants.OfLong(FieldType.TIMESTAMP, EventTime.parseIso(text.text));
        } catch (DateTimeException e) {
            scope.problem(
                    expr.offset(),
                    expr + " is not a time; expected ISO-8601 with an offset, for example '2026-11-22T10:00:00Z'");
            return null;
        }
    }
}
