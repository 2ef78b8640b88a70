package io.weir.processing.expression;

import io.weir.model.FieldType;
import io.weir.model.RowBatch;
import org.jspecify.annotations.Nullable;

/** SQL's three-valued and, or, not; is null. */
final class Logic {
    private Logic() {}

    static @Nullable Vector connect(Expr.Connect expr, Scope scope) {
        String word = expr.conjunction() ? "and" : "or";
        BoolVector left = condition(expr.left(), word, scope);
        BoolVector right = condition(expr.right(), word, scope);
        if (left == null || right == null) {
            return null;
        }
        return expr.conjunction() ? new And(left, right) : new Or(left, right);
    }

    static @Nullable Vector not(Expr.Not expr, Scope scope) {
        BoolVector operand = condition(expr.operand(), "not", scope);
        return operand == null ? null : new Not(operand);
    }

    static @Nullable Vector isNull(Expr.IsNull expr, Scope scope) {
        Vector operand = expr.operand().compile(scope);
        return operand == null ? null : new IsNull(operand, expr.negated());
    }

    private static @Nullable BoolVector condition(Expr expr, String word, Scope scope) {
        Vector vector = expr.compile(scope);
        if (vector == null) {
            return null;
        }
        if (vector instanceof BoolVector condition) {
            return condition;
        }
        scope.problem(
                expr.offset(),
                "'" + word + "' needs a condition, but " + expr + " is a "
                        + vector.type().configName());
        return null;
    }

    private abstract static class Computed extends BoolVector {
        final int prepare(RowBatch batch) {
            int words = words(batch.rowCount());
            if (truth.length < words) {
                truth = new long[words(batch.capacity())];
                validity = new long[truth.length];
            }
            return words;
        }
    }

    private static final class And extends Computed {
        private final BoolVector left;
        private final BoolVector right;

        And(BoolVector left, BoolVector right) {
            this.left = left;
            this.right = right;
        }

        @Override
        public void load(RowBatch batch) {
            left.load(batch);
            right.load(batch);
            int words = prepare(batch);
            for (int i = 0; i < words; i++) {
                long isTrue = left.truth[i] & right.truth[i];
                long isFalse = (left.validity[i] & ~left.truth[i]) | (right.validity[i] & ~right.truth[i]);
                truth[i] = isTrue;
                validity[i] = isTrue | isFalse;
            }
        }
    }

    private static final class Or extends Computed {
        private final BoolVector left;
        private final BoolVector right;

        Or(BoolVector left, BoolVector right) {
            this.left = left;
            this.right = right;
        }

        @Override
        public void load(RowBatch batch) {
            left.load(batch);
            right.load(batch);
            int words = prepare(batch);
            for (int i = 0; i < words; i++) {
                long isTrue = left.truth[i] | right.truth[i];
                long isFalse = (left.validity[i] & ~left.truth[i]) & (right.validity[i] & ~right.truth[i]);
                truth[i] = isTrue;
                validity[i] = isTrue | isFalse;
            }
        }
    }

    private static final class Not extends Computed {
        private final BoolVector operand;

        Not(BoolVector operand) {
            this.operand = operand;
        }

        @Override
        public void load(RowBatch batch) {
            operand.load(batch);
            int words = prepare(batch);
            for (int i = 0; i < words; i++) {
                truth[i] = operand.validity[i] & ~operand.truth[i];
                validity[i] = operand.validity[i];
            }
        }
    }

    private static final class IsNull extends BoolVector {
        private final Vector operand;
        private final long flip;

        IsNull(Vector operand, boolean negated) {
            this.operand = operand;
            this.flip = negated ? 0 : -1L;
        }

        @Override
        public void load(RowBatch batch) {
            operand.load(batch);
            int words = words(batch.rowCount());
            if (truth.length < words) {
                truth = new long[words(batch.capacity())];
            }
            for (int i = 0; i < words; i++) {
                truth[i] = operand.validity[i] ^ flip;
            }
        }
    }

    /** The condition of a {@code where}; null, and reported, if the expression is not one. */
    static @Nullable BoolVector where(Expr expr, Scope scope) {
        Vector vector = expr.compile(scope);
        if (vector == null || vector instanceof BoolVector) {
            return (BoolVector) vector;
        }
        scope.problem(
                expr.offset(),
                "expected a condition that is true or false, but this is a "
                        + vector.type().configName()
                        + (vector.type() == FieldType.STRING ? "" : "; compare it with something, for example > 0"));
        return null;
    }
}
