package io.weir.processing.expression;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A parsed expression. Each node knows where it stands in the text, compiles itself, and prints itself in canonical form
 * ({@code toString}: fully parenthesised, so that two texts that mean the same parse print the same).
 */
public sealed interface Expr {
    /** Where the node stands in the text: for an operator the operator itself, otherwise the first character. */
    int offset();

    /** The vector that computes this node, or null if it has mistakes; they have then been reported to the scope. */
    @Nullable Vector compile(Scope scope);

    /** A whole number. */
    record LongLiteral(int offset, long value) implements Expr {
        @Override
        public Vector compile(Scope scope) {
            return new Constants.OfLong(value);
        }

        @Override
        public String toString() {
            return Long.toString(value);
        }
    }

    /** A number with a point or an exponent, or one too large for a long. */
    record DoubleLiteral(int offset, double value) implements Expr {
        @Override
        public Vector compile(Scope scope) {
            return new Constants.OfDouble(value);
        }

        @Override
        public String toString() {
            return Double.toString(value);
        }
    }

    /** A text. */
    record StringLiteral(int offset, String value) implements Expr {
        @Override
        public Vector compile(Scope scope) {
            return new Constants.OfText(value);
        }

        @Override
        public String toString() {
            return "'" + value.replace("'", "''") + "'";
        }
    }

    /** {@code true} or {@code false}. */
    record BoolLiteral(int offset, boolean value) implements Expr {
        @Override
        public Vector compile(Scope scope) {
            return Constants.OfBool.of(value);
        }

        @Override
        public String toString() {
            return Boolean.toString(value);
        }
    }

    /** {@code null}: as a condition, unknown. */
    record NullLiteral(int offset) implements Expr {
        @Override
        public Vector compile(Scope scope) {
            return Constants.OfBool.unknown();
        }

        @Override
        public String toString() {
            return "null";
        }
    }

    /** A field, {@code key} or {@code time}. */
    record Name(int offset, String name) implements Expr {
        @Override
        public @Nullable Vector compile(Scope scope) {
            return scope.resolve(name, offset);
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** {@code -operand}. */
    record Negate(int offset, Expr operand) implements Expr {
        @Override
        public @Nullable Vector compile(Scope scope) {
            return Arithmetic.negate(this, scope);
        }

        @Override
        public String toString() {
            return "(-" + operand + ")";
        }
    }

    /** {@code left + right} and its like. */
    record Compute(int offset, ArithmeticOperator operator, Expr left, Expr right) implements Expr {
        @Override
        public @Nullable Vector compile(Scope scope) {
            return Arithmetic.compile(this, scope);
        }

        @Override
        public String toString() {
            return "(" + left + " " + operator.symbol() + " " + right + ")";
        }
    }

    /** {@code left < right} and its like. */
    record Compare(int offset, Comparison operator, Expr left, Expr right) implements Expr {
        @Override
        public @Nullable Vector compile(Scope scope) {
            return Comparisons.compile(this, scope);
        }

        @Override
        public String toString() {
            return "(" + left + " " + operator.symbol() + " " + right + ")";
        }
    }

    /** {@code left and right}, {@code left or right}. */
    record Connect(int offset, boolean conjunction, Expr left, Expr right) implements Expr {
        @Override
        public @Nullable Vector compile(Scope scope) {
            return Logic.connect(this, scope);
        }

        @Override
        public String toString() {
            return "(" + left + (conjunction ? " and " : " or ") + right + ")";
        }
    }

    /** {@code not operand}. */
    record Not(int offset, Expr operand) implements Expr {
        @Override
        public @Nullable Vector compile(Scope scope) {
            return Logic.not(this, scope);
        }

        @Override
        public String toString() {
            return "(not " + operand + ")";
        }
    }

    /** {@code operand is null}, {@code operand is not null}. */
    record IsNull(int offset, Expr operand, boolean negated) implements Expr {
        @Override
        public @Nullable Vector compile(Scope scope) {
            return Logic.isNull(this, scope);
        }

        @Override
        public String toString() {
            return "(" + operand + (negated ? " is not null)" : " is null)");
        }
    }

    /** {@code name(arguments)}. */
    record Call(int offset, String name, List<Expr> arguments) implements Expr {
        public Call {
            arguments = List.copyOf(arguments);
        }

        @Override
        public @Nullable Vector compile(Scope scope) {
            return Functions.compile(this, scope);
        }

        @Override
        public String toString() {
            return name + arguments.stream().map(Expr::toString).collect(Collectors.joining(", ", "(", ")"));
        }
    }

    /** What has a mistake that has been reported already. */
    record Wrong(int offset) implements Expr {
        @Override
        public @Nullable Vector compile(Scope scope) {
            return null;
        }

        @Override
        public String toString() {
            return "?";
        }
    }

    /** {@code when condition then value}. */
    record When(Expr condition, Expr value) {}

    /** {@code case when … then … else … end}. */
    record Case(int offset, List<When> whens, Optional<Expr> otherwise) implements Expr {
        public Case {
            whens = List.copyOf(whens);
        }

        @Override
        public @Nullable Vector compile(Scope scope) {
            return Choices.compile(this, scope);
        }

        @Override
        public String toString() {
            StringBuilder text = new StringBuilder("case");
            whens.forEach(when -> text.append(" when ")
                    .append(when.condition())
                    .append(" then ")
                    .append(when.value()));
            otherwise.ifPresent(value -> text.append(" else ").append(value));
            return text.append(" end").toString();
        }
    }
}
