package io.weir.processing.expression;

import org.jspecify.annotations.Nullable;

/** Compiles the expressions that decide which rows take part. */
public final class Filter {
    private Filter() {}

    /** The condition; null if the expression is not one, which has then been reported to the scope. */
    public static @Nullable BoolVector compile(Expr expr, Scope scope) {
        return Logic.where(expr, scope);
    }
}
