package io.weir.processing.expression;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Compiles expressions whose values are columns themselves, for results and groups. */
public final class ComputedColumn {
    private ComputedColumn() {}

    /** The column; null if the expression has mistakes, which have then been reported to the scope. */
    public static @Nullable Vector compile(Expr expr, Scope scope) {
        if (expr instanceof Expr.NullLiteral) {
            scope.problem(expr.offset(), "null alone has no type");
            return null;
        }
        // A text alone is in no dictionary; as what is else of no case it becomes a word of the batch.
        return expr instanceof Expr.StringLiteral
                ? new Expr.Case(expr.offset(), List.of(), Optional.of(expr)).compile(scope)
                : expr.compile(scope);
    }
}
