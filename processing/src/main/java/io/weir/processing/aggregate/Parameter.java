package io.weir.processing.aggregate;

import io.weir.processing.expression.Expr;
import io.weir.processing.expression.Scope;
import org.jspecify.annotations.Nullable;

/**
 * A number that an aggregate is given beside its field.
 *
 * @param name of it, in a message
 * @param least it may be; excluded if the range is open
 * @param most it may be
 * @param open whether {@code least} is excluded
 * @param whole whether it has no fraction
 */
record Parameter(String name, double least, double most, boolean open, boolean whole) {
    static Parameter number(String name, double least, double most) {
        return new Parameter(name, least, most, false, false);
    }

    static Parameter whole(String name, int least, int most) {
        return new Parameter(name, least, most, false, true);
    }

    static Parameter above(String name, double least) {
        return new Parameter(name, least, Double.MAX_VALUE, true, false);
    }

    /** What is written for it; null, and reported, if it is not allowed. */
    @Nullable Double read(Expr expr, Scope scope) {
        Double value = literal(expr);
        if (value == null || !allows(value) || (whole && !(expr instanceof Expr.LongLiteral))) {
            scope.problem(expr.offset(), "the " + name + " must be " + allowed() + ", not " + expr);
            return null;
        }
        return value;
    }

    private static @Nullable Double literal(Expr expr) {
        if (expr instanceof Expr.LongLiteral number) {
            return Double.valueOf((double) number.value());
        }
        return expr instanceof Expr.DoubleLiteral number ? Double.valueOf(number.value()) : null;
    }

    private boolean allows(double value) {
        return (open ? value > least : value >= least) && value <= most;
    }

    private String allowed() {
        String kind = whole ? "a whole number" : "a number";
        if (most < Double.MAX_VALUE) {
            return kind + " from " + text(least) + " to " + text(most);
        }
        return open ? kind + " above " + text(least) : kind;
    }

    private static String text(double bound) {
        return Long.toString((long) bound);
    }
}
