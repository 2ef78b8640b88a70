package io.weir.appliance.query;

import java.util.ArrayList;
import java.util.List;

/** Takes a text of SQL apart at the semicolons that end statements: not those in texts, names and comments. */
public final class Statements {
    private final String sql;
    private int at;

    private Statements(String sql) {
        this.sql = sql;
    }

    /**
     * A text taken apart.
     *
     * @param complete the statements that a semicolon ends, without it
     * @param rest what follows the last semicolon, if it is more than blanks and comments; else empty
     * @param open whether the rest ends within a text, a name or a comment
     */
    public record Split(List<String> complete, String rest, boolean open) {
        /** The statements, with the rest as the last one. */
        public List<String> all() {
            List<String> all = new ArrayList<>(complete);
            if (!rest.isEmpty()) {
                all.add(rest);
            }
            return all;
        }
    }

    /** Takes a text apart. */
    public static Split split(String sql) {
        return new Statements(sql).split();
    }

    private Split split() {
        List<String> complete = new ArrayList<>();
        int start = 0;
        boolean something = false;
        boolean open = false;
        while (at < sql.length()) {
            char c = sql.charAt(at);
            if (c == ';') {
                if (something) {
                    complete.add(sql.substring(start, at).strip());
                }
                at++;
                start = at;
                something = false;
            } else if (sql.startsWith("--", at)) {
                int end = sql.indexOf('\n', at);
                at = end < 0 ? sql.length() : end;
            } else if (sql.startsWith("/*", at)) {
                open = !skipComment();
            } else if (Character.isWhitespace(c)) {
                at++;
            } else {
                something = true;
                open = !skipToken(c);
            }
        }
        return new Split(complete, something ? sql.substring(start).strip() : "", open);
    }

    /** Comments nest. Returns whether it ends. */
    private boolean skipComment() {
        int depth = 0;
        while (at < sql.length()) {
            if (sql.startsWith("/*", at)) {
                depth++;
                at += 2;
            } else if (sql.startsWith("*/", at)) {
                depth--;
                at += 2;
                if (depth == 0) {
                    return true;
                }
            } else {
                at++;
            }
        }
        return false;
    }

    private boolean skipToken(char c) {
        if (c == '\'') {
            boolean escapes = at > 0 && (sql.charAt(at - 1) == 'e' || sql.charAt(at - 1) == 'E') && !isWord(at - 2);
            return skipQuoted('\'', escapes);
        }
        if (c == '"') {
            return skipQuoted('"', false);
        }
        if (c == '$' && !isWord(at - 1)) {
            return skipDollars();
        }
        at++;
        return true;
    }

    private boolean isWord(int index) {
        return index >= 0
                && index < sql.length()
                && (Character.isLetterOrDigit(sql.charAt(index)) || sql.charAt(index) == '_');
    }

    private boolean skipQuoted(char quote, boolean escapes) {
        for (at++; at < sql.length(); at++) {
            char c = sql.charAt(at);
            if (escapes && c == '\\') {
                at++;
            } else if (c == quote && at + 1 < sql.length() && sql.charAt(at + 1) == quote) {
                at++;
            } else if (c == quote) {
                at++;
                return true;
            }
        }
        at = sql.length();
        return false;
    }

    /** {@code $tag$ … $tag$}; a parameter as {@code $1} is none. */
    private boolean skipDollars() {
        int end = at + 1;
        while (isWord(end) && end < sql.length()) {
            end++;
        }
        if (end >= sql.length() || sql.charAt(end) != '$' || Character.isDigit(sql.charAt(at + 1))) {
            at++;
            return true;
        }
        String tag = sql.substring(at, end + 1);
        int close = sql.indexOf(tag, end + 1);
        at = close < 0 ? sql.length() : close + tag.length();
        return close >= 0;
    }
}
