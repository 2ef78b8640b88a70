package io.weir.processing.expression;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Cuts the text of an expression into {@link Token}s. */
final class Lexer {
    /** Longer expressions are refused, so that the recursion over their tree stays shallow. */
    static final int MAX_TOKENS = 1000;

    private static final Set<String> KEYWORDS = Set.of("and", "or", "not", "is", "null", "true", "false");
    private static final String[] SYMBOLS = {
        "<=", ">=", "<>", "!=", "==", "=", "<", ">", "(", ")", "+", "-", "*", "/", "%", ","
    };

    private final String text;
    private final List<Token> tokens = new ArrayList<>();
    private int position;

    private Lexer(String text) {
        this.text = text;
    }

    /** All tokens, the last one of kind END. */
    static List<Token> tokens(String text) throws ExpressionException {
        return new Lexer(text).run();
    }

    private List<Token> run() throws ExpressionException {
        while (true) {
            while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
                position++;
            }
            if (tokens.size() >= MAX_TOKENS) {
                throw new ExpressionException(
                        "the expression is too long: it may have at most " + MAX_TOKENS + " words and symbols",
                        position);
            }
            if (position == text.length()) {
                tokens.add(new Token(Token.Kind.END, "", position));
                return tokens;
            }
            next(text.charAt(position));
        }
    }

    private void next(char c) throws ExpressionException {
        if (isDigit(c) || (c == '.' && position + 1 < text.length() && isDigit(text.charAt(position + 1)))) {
            number();
        } else if (isNameStart(c)) {
            name();
        } else if (c == '\'') {
            string();
        } else {
            symbol(c);
        }
    }

    private void number() throws ExpressionException {
        int start = position;
        digits();
        if (position < text.length() && text.charAt(position) == '.') {
            position++;
            digits();
        }
        if (position < text.length() && (text.charAt(position) | 0x20) == 'e') {
            position++;
            if (position < text.length() && (text.charAt(position) == '+' || text.charAt(position) == '-')) {
                position++;
            }
            digits();
        }
        int end = position;
        while (position < text.length() && (isNamePart(text.charAt(position)) || text.charAt(position) == '.')) {
            position++;
        }
        char last = text.charAt(end - 1);
        if (position > end || !(isDigit(last) || last == '.')) {
            throw new ExpressionException("'" + text.substring(start, position) + "' is not a number", start);
        }
        tokens.add(new Token(Token.Kind.NUMBER, text.substring(start, position), start));
    }

    private void digits() {
        while (position < text.length() && isDigit(text.charAt(position))) {
            position++;
        }
    }

    /** {@code temp}, or a column of a joined stream: {@code recipe.temp}. */
    private void name() {
        int start = position;
        while (position < text.length() && (isNamePart(text.charAt(position)) || isPointWithin())) {
            position++;
        }
        String name = text.substring(start, position);
        String lower = name.toLowerCase(Locale.ROOT);
        tokens.add(
                KEYWORDS.contains(lower)
                        ? new Token(Token.Kind.KEYWORD, lower, start)
                        : new Token(Token.Kind.NAME, name, start));
    }

    private boolean isPointWithin() {
        return text.charAt(position) == '.' && position + 1 < text.length() && isNameStart(text.charAt(position + 1));
    }

    private void string() throws ExpressionException {
        int start = position++;
        StringBuilder content = new StringBuilder();
        while (position < text.length()) {
            char c = text.charAt(position++);
            if (c != '\'') {
                content.append(c);
            } else if (position < text.length() && text.charAt(position) == '\'') {
                content.append(c);
                position++;
            } else {
                tokens.add(new Token(Token.Kind.STRING, content.toString(), start));
                return;
            }
        }
        throw new ExpressionException(
                "this string has no closing quote; a quote inside one is written twice: ''", start);
    }

    private void symbol(char c) throws ExpressionException {
        for (String symbol : SYMBOLS) {
            if (text.startsWith(symbol, position)) {
                tokens.add(new Token(Token.Kind.SYMBOL, symbol, position));
                position += symbol.length();
                return;
            }
        }
        String hint = switch (c) {
            case '"', '`' -> "; a text stands in single quotes: 'text', a field in none";
            case '&' -> "; write 'and'";
            case '|' -> "; write 'or'";
            case '!' -> "; write 'not'";
            default -> "";
        };
        throw new ExpressionException(
                "'" + Character.toString(text.codePointAt(position)) + "' has no meaning here" + hint, position);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isNameStart(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
    }

    private static boolean isNamePart(char c) {
        return isNameStart(c) || isDigit(c);
    }
}
