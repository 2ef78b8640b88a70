package io.weir.ingest.infer;

import io.weir.ingest.decode.TokenReader;
import io.weir.ingest.decode.TokenReader.Malformed;
import io.weir.ingest.decode.TokenReader.Token;
import io.weir.ingest.decode.Topic;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A binary format of objects: an object, or an array of them. */
final class TokenRows implements PayloadRows {
    private static final int MAX_DEPTH = 32;

    private final TokenReader reader;
    private final String decode;

    /** @param decode the format as the configuration has it, with its schema */
    TokenRows(TokenReader reader, String decode) {
        this.reader = reader;
        this.decode = decode;
    }

    @Override
    public String decode() {
        return decode;
    }

    @Override
    public List<Map<List<String>, Value>> rows(Topic topic, byte[] payload) {
        List<Map<List<String>, Value>> rows = new ArrayList<>();
        reader.start(payload, 0, payload.length);
        try {
            Token first = reader.next();
            if (first == Token.ARRAY) {
                long count = reader.count();
                for (long i = 0; count < 0 ? !reader.atBreak() : i < count; i++) {
                    rows.add(row(reader.next()));
                }
            } else {
                rows.add(row(first));
            }
            if (!reader.isAtEnd()) {
                throw new IllegalArgumentException("something follows the value");
            }
        } catch (Malformed e) {
            throw new IllegalArgumentException(e.detail(), e);
        }
        if (rows.isEmpty()) {
            throw new IllegalArgumentException("there is no object");
        }
        return rows;
    }

    private Map<List<String>, Value> row(Token token) throws Malformed {
        if (token != Token.OBJECT) {
            throw new IllegalArgumentException("expected an object or an array of objects, found " + token.describe());
        }
        Map<List<String>, Value> row = new LinkedHashMap<>();
        object(List.of(), row);
        return row;
    }

    private void object(List<String> path, Map<List<String>, Value> row) throws Malformed {
        checkDepth(path.size());
        long count = reader.count();
        for (long i = 0; count < 0 ? !reader.atBreak() : i < count; i++) {
            List<String> member = new ArrayList<>(path);
            member.add(name(reader.next()));
            Token token = reader.next();
            if (token == Token.OBJECT) {
                object(member, row);
            } else {
                row.put(member, value(token));
                skip(token, path.size());
            }
        }
    }

    private static void checkDepth(int depth) {
        if (depth > MAX_DEPTH) {
            throw new IllegalArgumentException("it is nested more than " + MAX_DEPTH + " levels deep");
        }
    }

    private String name(Token token) {
        return switch (token) {
            case TEXT -> text();
            case INTEGER -> Long.toString(reader.integer());
            case UNSIGNED -> Long.toUnsignedString(reader.integer());
            case OBJECT, ARRAY, DECIMAL, REAL, TIME, TRUE, FALSE, NULL, BYTES, OTHER ->
                throw new IllegalArgumentException(
                        "a member's name is " + token.describe() + ", expected a text or a number");
        };
    }

    private String text() {
        return new String(reader.bytes(), reader.from(), reader.length(), StandardCharsets.UTF_8);
    }

    private Value value(Token token) {
        return switch (token) {
            case TEXT -> new Value(Value.Kind.TEXT, text());
            case INTEGER, TIME -> new Value(Value.Kind.INTEGER, Long.toString(reader.integer()), token == Token.TIME);
            case UNSIGNED -> new Value(Value.Kind.INTEGER, Long.toUnsignedString(reader.integer()));
            case DECIMAL -> new Value(Value.Kind.REAL, text());
            case REAL -> Value.real(reader.real());
            case TRUE, FALSE -> new Value(Value.Kind.BOOL, token == Token.TRUE ? "true" : "false");
            case NULL -> new Value(Value.Kind.NULL, "");
            case ARRAY -> new Value(Value.Kind.ARRAY, "");
            case OBJECT, BYTES, OTHER -> new Value(Value.Kind.BYTES, "");
        };
    }

    /** Reads what is left of a value. */
    private void skip(Token token, int depth) throws Malformed {
        if (token != Token.ARRAY && token != Token.OBJECT) {
            return;
        }
        checkDepth(depth);
        long count = reader.count();
        for (long i = 0; count < 0 ? !reader.atBreak() : i < count; i++) {
            if (token == Token.OBJECT) {
                name(reader.next());
            }
            skip(reader.next(), depth + 1);
        }
    }
}
