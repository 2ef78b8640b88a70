package io.weir.processing.expression;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Parses expressions. From loosest to tightest:
 *
 * <pre>
 *   or
 *   and
 *   not
 *   = == != &lt;&gt; &lt; &lt;= &gt; &gt;=    is null    between x and y    in (x, y)      (do not chain; also is not, not between, not in)
 *   + -
 *   * / %
 *   -x
 *   literals, names, calls, case when x then y else z end, ( )
 * </pre>
 */
public final class Parser {
    /** Deeper nesting is refused. */
    static final int MAX_DEPTH = 200;

    private final List<Token> tokens;
    private int position;
    private int depth;

    private Parser(List<Token> tokens) {
        this.tokens = tokens;
    }

    /** The tree of a text. */
    public static Expr parse(String text) throws ExpressionException {
        Parser parser = parser(text);
        Expr expr = parser.disjunction();
        parser.expectEnd();
        return expr;
    }

    /**
     * An aggregate: a call, and possibly the rows that it is of ({@code count() where temp > 80}).
     *
     * @param call what stands before {@code where}
     */
    public record Aggregation(Expr call, Optional<Expr> where) {
        @Override
        public String toString() {
            return call + where.map(it -> " where " + it).orElse("");
        }
    }

    /** The trees of an aggregate's text. */
    public static Aggregation parseAggregation(String text) throws ExpressionException {
        Parser parser = parser(text);
        Expr call = parser.disjunction();
        Optional<Expr> where = Optional.empty();
        Token next = parser.peek();
        if (next.kind() == Token.Kind.NAME && next.text().equalsIgnoreCase("where")) {
            parser.take();
            where = Optional.of(parser.disjunction());
        }
        parser.expectEnd();
        return new Aggregation(call, where);
    }

    private static Parser parser(String text) throws ExpressionException {
        List<Token> tokens = Lexer.tokens(text);
        if (tokens.get(0).kind() == Token.Kind.END) {
            throw new ExpressionException("the expression is empty", 0);
        }
        return new Parser(tokens);
    }

    private void expectEnd() throws ExpressionException {
        Token rest = peek();
        if (rest.kind() != Token.Kind.END) {
            throw new ExpressionException("expected an operator or the end, not " + rest.described(), rest.offset());
        }
    }

    private Expr disjunction() throws ExpressionException {
        enter();
        Expr left = conjunction();
        while (peek().isKeyword("or")) {
            int offset = take().offset();
            left = new Expr.Connect(offset, false, left, conjunction());
        }
        depth--;
        return left;
    }

    private Expr conjunction() throws ExpressionException {
        Expr left = negation();
        while (peek().isKeyword("and")) {
            int offset = take().offset();
            left = new Expr.Connect(offset, true, left, negation());
        }
        return left;
    }

    private Expr negation() throws ExpressionException {
        if (!peek().isKeyword("not")) {
            return comparison();
        }
        enter();
        int offset = take().offset();
        Expr operand = negation();
        depth--;
        return new Expr.Not(offset, operand);
    }

    private Expr comparison() throws ExpressionException {
        Expr left = sum();
        Token token = peek();
        if (token.isKeyword("is")) {
            return isNull(left);
        }
        boolean negated = token.isKeyword("not");
        Token word = negated ? tokens.get(position + 1) : token;
        if (word.isWord("between") || word.isWord("in")) {
            position += negated ? 2 : 1;
            Expr range = word.isWord("in") ? isIn(left, word) : between(left, word);
            return negated ? new Expr.Not(token.offset(), range) : range;
        }
        if (token.kind() != Token.Kind.SYMBOL) {
            return left;
        }
        Comparison operator;
        switch (token.text()) {
            case "=", "==" -> operator = Comparison.EQUAL;
            case "!=", "<>" -> operator = Comparison.NOT_EQUAL;
            case "<" -> operator = Comparison.LESS;
            case "<=" -> operator = Comparison.LESS_OR_EQUAL;
            case ">" -> operator = Comparison.GREATER;
            case ">=" -> operator = Comparison.GREATER_OR_EQUAL;
            default -> {
                return left;
            }
        }
        take();
        Expr right = sum();
        Token next = peek();
        if (next.kind() == Token.Kind.SYMBOL && "= == != <> < <= > >=".contains(next.text())) {
            throw new ExpressionException("comparisons do not chain; write them one by one with 'and'", next.offset());
        }
        return new Expr.Compare(token.offset(), operator, left, right);
    }

    private Expr between(Expr value, Token word) throws ExpressionException {
        Expr from = sum();
        Token and = take();
        if (!and.isKeyword("and")) {
            throw new ExpressionException("expected 'and' in 'between x and y', not " + and.described(), and.offset());
        }
        Expr to = sum();
        return new Expr.Connect(
                word.offset(),
                true,
                new Expr.Compare(word.offset(), Comparison.GREATER_OR_EQUAL, value, from),
                new Expr.Compare(word.offset(), Comparison.LESS_OR_EQUAL, value, to));
    }

    private Expr isIn(Expr value, Token word) throws ExpressionException {
        Token opening = take();
        if (!opening.isSymbol("(")) {
            throw new ExpressionException("expected '(' after 'in', not " + opening.described(), opening.offset());
        }
        Expr any = new Expr.Compare(word.offset(), Comparison.EQUAL, value, sum());
        while (peek().isSymbol(",")) {
            take();
            any = new Expr.Connect(
                    word.offset(), false, any, new Expr.Compare(word.offset(), Comparison.EQUAL, value, sum()));
        }
        expectClosing(opening.offset());
        return any;
    }

    private Expr isNull(Expr operand) throws ExpressionException {
        int offset = take().offset();
        boolean negated = peek().isKeyword("not");
        if (negated) {
            take();
        }
        Token token = take();
        if (!token.isKeyword("null")) {
            throw new ExpressionException(
                    "expected 'null' or 'not null' after 'is', not " + token.described(), token.offset());
        }
        return new Expr.IsNull(offset, operand, negated);
    }

    private Expr sum() throws ExpressionException {
        Expr left = product();
        while (peek().isSymbol("+") || peek().isSymbol("-")) {
            Token token = take();
            ArithmeticOperator operator = token.isSymbol("+") ? ArithmeticOperator.ADD : ArithmeticOperator.SUBTRACT;
            left = new Expr.Compute(token.offset(), operator, left, product());
        }
        return left;
    }

    private Expr product() throws ExpressionException {
        Expr left = unary();
        while (peek().isSymbol("*") || peek().isSymbol("/") || peek().isSymbol("%")) {
            Token token = take();
            ArithmeticOperator operator = token.isSymbol("*")
                    ? ArithmeticOperator.MULTIPLY
                    : token.isSymbol("/") ? ArithmeticOperator.DIVIDE : ArithmeticOperator.REMAINDER;
            left = new Expr.Compute(token.offset(), operator, left, unary());
        }
        return left;
    }

    private Expr unary() throws ExpressionException {
        if (!peek().isSymbol("-")) {
            return primary();
        }
        enter();
        int offset = take().offset();
        Token token = peek();
        Expr result;
        if (token.kind() == Token.Kind.NUMBER) {
            take();
            // Together, so that the smallest long can be written.
            result = number("-" + token.text(), offset);
        } else {
            result = new Expr.Negate(offset, unary());
        }
        depth--;
        return result;
    }

    private Expr primary() throws ExpressionException {
        Token token = take();
        int offset = token.offset();
        switch (token.kind()) {
            case NUMBER -> {
                return number(token.text(), offset);
            }
            case STRING -> {
                return new Expr.StringLiteral(offset, token.text());
            }
            case NAME -> {
                if (token.isWord("case") && peek().isWord("when")) {
                    return cases(token);
                }
                return peek().isSymbol("(") ? call(token) : new Expr.Name(offset, token.text());
            }
            case KEYWORD -> {
                if (token.text().equals("true") || token.text().equals("false")) {
                    return new Expr.BoolLiteral(offset, token.text().equals("true"));
                } else if (token.text().equals("null")) {
                    return new Expr.NullLiteral(offset);
                }
            }
            case SYMBOL -> {
                if (token.text().equals("(")) {
                    Expr inner = disjunction();
                    expectClosing(offset);
                    return inner;
                }
            }
            case END -> {}
        }
        throw new ExpressionException("expected a field or a value, not " + token.described(), offset);
    }

    private Expr cases(Token word) throws ExpressionException {
        enter();
        List<Expr.When> whens = new ArrayList<>();
        while (peek().isWord("when")) {
            take();
            Expr condition = disjunction();
            expectWord("then");
            whens.add(new Expr.When(condition, disjunction()));
        }
        Optional<Expr> otherwise = Optional.empty();
        if (peek().isWord("else")) {
            take();
            otherwise = Optional.of(disjunction());
        }
        expectWord("end");
        depth--;
        return new Expr.Case(word.offset(), whens, otherwise);
    }

    private void expectWord(String word) throws ExpressionException {
        Token token = take();
        if (!token.isWord(word)) {
            throw new ExpressionException("expected '" + word + "', not " + token.described(), token.offset());
        }
    }

    private Expr call(Token name) throws ExpressionException {
        int opening = take().offset();
        List<Expr> arguments = new ArrayList<>();
        if (!peek().isSymbol(")")) {
            arguments.add(disjunction());
            while (peek().isSymbol(",")) {
                take();
                arguments.add(disjunction());
            }
        }
        expectClosing(opening);
        return new Expr.Call(name.offset(), name.text(), arguments);
    }

    private void expectClosing(int opening) throws ExpressionException {
        Token token = take();
        if (!token.isSymbol(")")) {
            throw new ExpressionException(
                    "expected ')' for the '(' at character " + (opening + 1) + ", not " + token.described(),
                    token.offset());
        }
    }

    private static Expr number(String text, int offset) {
        if (text.indexOf('.') < 0 && text.indexOf('e') < 0 && text.indexOf('E') < 0) {
            try {
                return new Expr.LongLiteral(offset, Long.parseLong(text));
            } catch (NumberFormatException e) {
                return new Expr.DoubleLiteral(offset, Double.parseDouble(text));
            }
        }
        return new Expr.DoubleLiteral(offset, Double.parseDouble(text));
    }

    private void enter() throws ExpressionException {
        if (++depth > MAX_DEPTH) {
            throw new ExpressionException(
                    "the expression is nested too deeply: at most " + MAX_DEPTH + " levels", peek().offset());
        }
    }

    private Token peek() {
        return tokens.get(position);
    }

    private Token take() {
        Token token = tokens.get(position);
        if (token.kind() != Token.Kind.END) {
            position++;
        }
        return token;
    }
}
