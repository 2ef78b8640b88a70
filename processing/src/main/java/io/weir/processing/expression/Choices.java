package io.weir.processing.expression;

import io.weir.model.Dictionary;
import io.weir.model.FieldType;
import io.weir.model.RowBatch;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Hot path. {@code case when … then … else … end}: for each row the value of the first condition that is true. */
final class Choices {
    /** What has no value of the row. */
    private static final int NONE = -1;

    private final BoolVector[] conditions;
    /** One more than conditions: the last is what is else. Null: null. */
    private final @Nullable Vector[] values;

    private Choices(List<BoolVector> conditions, List<@Nullable Vector> values) {
        this.conditions = conditions.toArray(BoolVector[]::new);
        this.values = values.toArray(Vector[]::new);
    }

    static @Nullable Vector compile(Expr.Case expr, Scope scope) {
        List<BoolVector> conditions = new ArrayList<>();
        List<Expr> results = new ArrayList<>();
        for (Expr.When when : expr.whens()) {
            BoolVector condition = Logic.where(when.condition(), scope);
            if (condition != null) {
                conditions.add(condition);
            }
            results.add(when.value());
        }
        results.add(expr.otherwise().orElse(new Expr.NullLiteral(expr.offset())));
        List<@Nullable Vector> values = new ArrayList<>();
        FieldType type = null;
        boolean wrong = conditions.size() < expr.whens().size();
        for (Expr result : results) {
            Vector value = result instanceof Expr.NullLiteral ? null : result.compile(scope);
            wrong |= value == null && !(result instanceof Expr.NullLiteral);
            if (value != null && type != null && common(type, value.type()) == null) {
                scope.problem(
                        result.offset(),
                        "the values of case must be alike, but " + result + " is a "
                                + value.type().configName() + " beside a " + type.configName());
                wrong = true;
            } else if (value != null) {
                type = type == null ? value.type() : common(type, value.type());
            }
            values.add(value);
        }
        if (!wrong && type == null) {
            scope.problem(expr.offset(), "case has no value but null");
        }
        return wrong || type == null ? null : of(type, new Choices(conditions, values));
    }

    /** The type that holds values of both; null: there is none. */
    private static @Nullable FieldType common(FieldType a, FieldType b) {
        if (a == b) {
            return a;
        }
        boolean numbers =
                (a == FieldType.DOUBLE || a == FieldType.LONG) && (b == FieldType.DOUBLE || b == FieldType.LONG);
        return numbers ? FieldType.DOUBLE : null;
    }

    private static Vector of(FieldType type, Choices choices) {
        return switch (type) {
            case DOUBLE -> choices.doubles();
            case LONG, TIMESTAMP -> choices.longs(type);
            case BOOL -> choices.bools();
            case STRING -> choices.texts();
        };
    }

    private void load(RowBatch batch) {
        for (BoolVector condition : conditions) {
            condition.load(batch);
        }
        for (Vector value : values) {
            if (value != null) {
                value.load(batch);
            }
        }
    }

    /** Which value a row has; {@link #NONE}: null. */
    private int choice(int row) {
        int chosen = 0;
        while (chosen < conditions.length && (conditions[chosen].truth[row >> 6] & (1L << (row & 63))) == 0) {
            chosen++;
        }
        Vector value = values[chosen];
        return value == null || !value.isKnown(row) ? NONE : chosen;
    }

    private Vector doubles() {
        DoubleVector[] doubles = new DoubleVector[values.length];
        for (int i = 0; i < values.length; i++) {
            Vector value = values[i];
            doubles[i] = value == null ? new Constants.OfDouble(0) : Numbers.asDoubles(value);
            values[i] = value == null ? null : doubles[i];
        }
        return new ComputedDoubles() {
            @Override
            public void load(RowBatch batch) {
                Choices.this.load(batch);
                prepare(batch);
                for (int row = 0, rows = batch.rowCount(); row < rows; row++) {
                    int chosen = choice(row);
                    if (chosen != NONE) {
                        set(row, doubles[chosen].values[row]);
                    }
                }
            }
        };
    }

    private Vector longs(FieldType type) {
        return new ComputedLongs(type) {
            @Override
            public void load(RowBatch batch) {
                Choices.this.load(batch);
                prepare(batch);
                for (int row = 0, rows = batch.rowCount(); row < rows; row++) {
                    int chosen = choice(row);
                    if (chosen != NONE && Choices.this.values[chosen] instanceof LongVector longs) {
                        set(row, longs.values[row]);
                    }
                }
            }
        };
    }

    private Vector bools() {
        return new ComputedBools() {
            @Override
            public void load(RowBatch batch) {
                Choices.this.load(batch);
                prepare(batch);
                for (int row = 0, rows = batch.rowCount(); row < rows; row++) {
                    int chosen = choice(row);
                    if (chosen != NONE && values[chosen] instanceof BoolVector bools) {
                        set(row, (bools.truth[row >> 6] & (1L << (row & 63))) != 0);
                    }
                }
            }
        };
    }

    /** Texts of the expression become words of the batch. */
    private Vector texts() {
        int[] constants = new int[values.length];
        return new ComputedTexts() {
            @Override
            public void load(RowBatch batch) {
                Choices.this.load(batch);
                prepare(batch);
                for (int i = 0; i < constants.length; i++) {
                    constants[i] = values[i] instanceof Constants.OfText text
                            ? batch.dictionary().intern(text.utf8, 0, text.utf8.length)
                            : Dictionary.FULL;
                }
                for (int row = 0, rows = batch.rowCount(); row < rows; row++) {
                    int chosen = choice(row);
                    if (chosen != NONE && values[chosen] instanceof TextVector texts) {
                        set(row, texts instanceof Constants.OfText ? constants[chosen] : texts.entries[row]);
                    }
                }
            }
        };
    }
}
