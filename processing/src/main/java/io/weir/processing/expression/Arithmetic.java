package io.weir.processing.expression;

import io.weir.model.FieldType;
import io.weir.model.RowBatch;
import org.jspecify.annotations.Nullable;

/**
 * {@code + - *} of two longs is a long, and null where it does not fit; with a double on either side it is a double.
 * {@code /} is always a double, and null where the divisor is zero. {@code %} has the sign of what is divided, and is null
 * where the divisor is zero.
 */
final class Arithmetic {
    private Arithmetic() {}

    static @Nullable Vector compile(Expr.Compute expr, Scope scope) {
        String symbol = expr.operator().symbol();
        Vector left = number(expr.left(), symbol, scope);
        Vector right = number(expr.right(), symbol, scope);
        if (left == null || right == null) {
            return null;
        }
        if (left instanceof LongVector a
                && right instanceof LongVector b
                && expr.operator() != ArithmeticOperator.DIVIDE) {
            return new OfLongs(expr.operator(), a, b);
        }
        return new OfDoubles(expr.operator(), toDouble(left), toDouble(right));
    }

    static @Nullable Vector negate(Expr.Negate expr, Scope scope) {
        Vector operand = number(expr.operand(), "-", scope);
        if (operand == null) {
            return null;
        }
        return operand instanceof LongVector longs
                ? new OfLongs(ArithmeticOperator.SUBTRACT, new Constants.OfLong(0), longs)
                // From -0.0, so that the negative of 0.0 is -0.0.
                : new OfDoubles(ArithmeticOperator.SUBTRACT, new Constants.OfDouble(-0.0), toDouble(operand));
    }

    /** A number as doubles. */
    static DoubleVector toDouble(Vector vector) {
        if (vector instanceof DoubleVector doubles) {
            return doubles;
        } else if (vector instanceof Constants.OfLong constant) {
            return new Constants.OfDouble((double) constant.value);
        } else if (vector instanceof LongVector longs) {
            return new Widened(longs);
        }
        throw new IllegalArgumentException("not a number: " + vector.type());
    }

    private static @Nullable Vector number(Expr expr, String symbol, Scope scope) {
        if (expr instanceof Expr.NullLiteral) {
            scope.problem(expr.offset(), "'" + symbol + "' with null is always null");
            return null;
        }
        Vector vector = expr.compile(scope);
        if (vector == null || vector.type() == FieldType.DOUBLE || vector.type() == FieldType.LONG) {
            return vector;
        }
        scope.problem(
                expr.offset(),
                "'" + symbol + "' needs numbers, but " + expr + " is a "
                        + vector.type().configName());
        return null;
    }

    private static final class Widened extends DoubleVector {
        private final LongVector source;

        Widened(LongVector source) {
            this.source = source;
        }

        @Override
        public void load(RowBatch batch) {
            source.load(batch);
            int rows = batch.rowCount();
            if (values.length < rows) {
                values = new double[batch.capacity()];
            }
            validity = source.validity;
            long[] longs = source.values;
            for (int i = 0; i < rows; i++) {
                values[i] = (double) longs[i];
            }
        }
    }

    private static final class OfDoubles extends DoubleVector {
        private final ArithmeticOperator operator;
        private final DoubleVector left;
        private final DoubleVector right;
        private long[] known = {};

        OfDoubles(ArithmeticOperator operator, DoubleVector left, DoubleVector right) {
            this.operator = operator;
            this.left = left;
            this.right = right;
        }

        @Override
        public void load(RowBatch batch) {
            left.load(batch);
            right.load(batch);
            int rows = batch.rowCount();
            if (values.length < rows) {
                values = new double[batch.capacity()];
                known = new long[words(batch.capacity())];
            }
            validity = known;
            for (int i = 0; i < words(rows); i++) {
                known[i] = left.validity[i] & right.validity[i];
            }
            compute(left.values, right.values, values, rows);
        }

        private void compute(double[] a, double[] b, double[] to, int rows) {
            switch (operator) {
                case ADD -> {
                    for (int i = 0; i < rows; i++) {
                        to[i] = a[i] + b[i];
                    }
                }
                case SUBTRACT -> {
                    for (int i = 0; i < rows; i++) {
                        to[i] = a[i] - b[i];
                    }
                }
                case MULTIPLY -> {
                    for (int i = 0; i < rows; i++) {
                        to[i] = a[i] * b[i];
                    }
                }
                case DIVIDE -> {
                    for (int i = 0; i < rows; i++) {
                        to[i] = a[i] / b[i];
                        if (b[i] == 0) {
                            known[i >> 6] &= ~(1L << (i & 63));
                        }
                    }
                }
                case REMAINDER -> {
                    for (int i = 0; i < rows; i++) {
                        to[i] = a[i] % b[i];
                        if (b[i] == 0) {
                            known[i >> 6] &= ~(1L << (i & 63));
                        }
                    }
                }
            }
        }
    }

    private static final class OfLongs extends LongVector {
        private final ArithmeticOperator operator;
        private final LongVector left;
        private final LongVector right;
        private long[] known = {};

        OfLongs(ArithmeticOperator operator, LongVector left, LongVector right) {
            super(FieldType.LONG);
            this.operator = operator;
            this.left = left;
            this.right = right;
        }

        @Override
        public void load(RowBatch batch) {
            left.load(batch);
            right.load(batch);
            int rows = batch.rowCount();
            if (values.length < rows) {
                values = new long[batch.capacity()];
                known = new long[words(batch.capacity())];
            }
            validity = known;
            for (int i = 0; i < words(rows); i++) {
                known[i] = left.validity[i] & right.validity[i];
            }
            for (int i = 0; i < rows; i++) {
                compute(i, left.values[i], right.values[i]);
            }
        }

        private void compute(int row, long a, long b) {
            long result;
            // Or no result at all.
            boolean overflow;
            switch (operator) {
                case ADD -> {
                    result = a + b;
                    overflow = ((a ^ result) & (b ^ result)) < 0;
                }
                case SUBTRACT -> {
                    result = a - b;
                    overflow = ((a ^ b) & (a ^ result)) < 0;
                }
                case MULTIPLY -> {
                    result = a * b;
                    overflow = Math.multiplyHigh(a, b) != result >> 63;
                }
                case REMAINDER -> {
                    result = b == 0 ? 0 : a % b;
                    overflow = b == 0;
                }
                case DIVIDE -> throw new IllegalStateException("division is done in doubles");
                default -> throw new IllegalStateException();
            }
            values[row] = result;
            if (overflow) {
                known[row >> 6] &= ~(1L << (row & 63));
            }
        }
    }
}
