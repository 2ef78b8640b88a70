package io.weir.processing.expression;

import java.util.function.DoubleUnaryOperator;

/** Functions of one number. */
enum MathFunction {
    ABS(Math::abs),
    SIGN(Math::signum),
    SQRT(Math::sqrt),
    EXP(Math::exp),
    LN(Math::log),
    LOG10(Math::log10),
    FLOOR(Math::floor),
    CEIL(Math::ceil);

    @SuppressWarnings("ImmutableEnumChecker") // without state
    private final DoubleUnaryOperator operator;

    MathFunction(DoubleUnaryOperator operator) {
        this.operator = operator;
    }

    double apply(double value) {
        return operator.applyAsDouble(value);
    }

    /** Whether a whole number is its own result. */
    boolean keepsLongs() {
        return this == FLOOR || this == CEIL;
    }
}
