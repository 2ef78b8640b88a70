package io.weir.appliance.replay;

import io.weir.model.RowBatch;
import io.weir.model.Schema;
import io.weir.processing.expression.BoolVector;
import io.weir.processing.expression.Expr;
import io.weir.processing.expression.ExpressionException;
import io.weir.processing.expression.Filter;
import io.weir.processing.expression.Parser;
import io.weir.processing.expression.Scope;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A condition on rows, in the language of {@code where}. Rows of an older schema for which it cannot be computed are not
 * wanted. Not thread-safe.
 */
public final class RowCondition implements RowTest {
    private final Expr expr;
    private final Map<Schema, Optional<BoolVector>> compiled = new HashMap<>();
    private @Nullable BoolVector current;

    private RowCondition(Expr expr) {
        this.expr = expr;
    }

    /**
     * A condition on the rows of a schema.
     *
     * @throws IllegalArgumentException if it is none; the message says where and why
     */
    public static RowCondition of(String text, Schema newest) {
        try {
            RowCondition condition = new RowCondition(Parser.parse(text));
            Scope scope = new Scope(newest);
            BoolVector vector = Filter.compile(condition.expr, scope);
            if (vector == null) {
                throw new IllegalArgumentException(scope.mistakes().stream()
                        .map(it -> at(it.offset()) + it.message())
                        .collect(Collectors.joining("; ")));
            }
            condition.compiled.put(newest, Optional.of(vector));
            return condition;
        } catch (ExpressionException e) {
            throw new IllegalArgumentException(at(e.offset()) + e.getMessage(), e);
        }
    }

    private static String at(int offset) {
        return "at character " + (offset + 1) + ": ";
    }

    @Override
    public void load(RowBatch batch) {
        current = compiled.computeIfAbsent(
                        batch.schema(), schema -> Optional.ofNullable(Filter.compile(expr, new Scope(schema))))
                .orElse(null);
        if (current != null && batch.rowCount() > 0) {
            current.load(batch);
        }
    }

    @Override
    public boolean matches(int row) {
        BoolVector vector = current;
        return vector != null && (vector.truth()[row >> 6] & (1L << (row & 63))) != 0;
    }
}
