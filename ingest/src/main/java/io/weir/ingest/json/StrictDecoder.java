package io.weir.ingest.json;

import io.weir.ingest.decode.JsonText;
import io.weir.ingest.decode.PathTrie;
import io.weir.ingest.decode.Reason;
import io.weir.ingest.decode.RowWriter;
import io.weir.ingest.decode.UnknownMembers;
import io.weir.ingest.decode.Utf8;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.exc.StreamConstraintsException;

/**
 * Hot path. Decodes with a full parser: the judge of what is JSON, and the one who says what is wrong with the rest. Used
 * where {@link JsonScanner} does not know. One thread.
 */
final class StrictDecoder {
    private final RowWriter writer;
    private final PathTrie trie;
    private final UnknownMembers unknown;
    private final long[] seen;
    private final StrictParser source = new StrictParser();
    private byte[] text = new byte[256];
    private boolean complete;

    StrictDecoder(RowWriter writer, PathTrie trie, UnknownMembers unknown) {
        this.writer = writer;
        this.unknown = unknown;
        this.trie = trie;
        this.seen = new long[(trie.size() + 63) >>> 6];
    }

    /** Decodes the message that the writer has begun. */
    void decode(byte[] payload, int offset, int length) {
        complete = false;
        try {
            source.feed(payload, offset, length);
            JsonParser parser = source.parser();
            document(parser, parser.nextToken());
            if (complete && !source.isAtEnd()) {
                complete = false;
                invalid("something follows the value");
            }
        } catch (StreamConstraintsException e) {
            writer.reject(Reason.LIMIT_EXCEEDED, "at byte " + source.consumed() + ": " + e.getOriginalMessage());
        } catch (JacksonException e) {
            invalid(e.getOriginalMessage());
        } catch (IllegalStateException e) {
            // The table of names has been made to collide; a fresh one follows.
            writer.reject(Reason.LIMIT_EXCEEDED, "member names that collide: " + e.getMessage());
        } finally {
            if (!complete) {
                source.renew();
            }
        }
    }

    private void document(JsonParser parser, JsonToken first) {
        switch (first) {
            case START_OBJECT -> complete = row(parser);
            case START_ARRAY -> complete = rows(parser);
            case NOT_AVAILABLE -> invalid("the payload is no complete object or array");
            default -> {
                // The parser may not even know where the value ends; it is renewed.
                writer.reject(
                        Reason.NOT_AN_OBJECT,
                        "found " + describe(first) + ", expected an object or an array of objects");
            }
        }
    }

    private boolean rows(JsonParser parser) {
        int count = 0;
        JsonToken token = parser.nextToken();
        while (token != JsonToken.END_ARRAY) {
            if (token == JsonToken.START_OBJECT) {
                if (!row(parser)) {
                    return false;
                }
            } else {
                if (!skip(parser, token)) {
                    return false;
                }
                if (!writer.isOver()) {
                    writer.reject(
                            Reason.NOT_AN_OBJECT,
                            "element " + count + " of the array is " + describe(token) + ", expected an object");
                }
            }
            count++;
            token = parser.nextToken();
        }
        if (count == 0) {
            writer.reject(Reason.NOT_AN_OBJECT, "found an empty array, expected an object or an array of objects");
        }
        return true;
    }

    private boolean row(JsonParser parser) {
        Arrays.fill(seen, 0);
        writer.startRow();
        unknown.startRow();
        if (!object(parser, trie.root())) {
            return false;
        }
        unknown.endRow(writer);
        writer.endRow();
        return true;
    }

    /** Reads an object behind its brace; false if the payload ends first. */
    private boolean object(JsonParser parser, PathTrie.Node node) {
        JsonToken token = parser.nextToken();
        while (token != JsonToken.END_OBJECT) {
            if (token == JsonToken.NOT_AVAILABLE) {
                return incomplete();
            }
            String name = parser.currentName();
            PathTrie.Node child = node.child(name);
            token = parser.nextToken();
            if (child == null) {
                source.unknownName(name);
                if (!unknown(parser, node, name, token)) {
                    return false;
                }
            } else if (!member(parser, child, token)) {
                return false;
            }
            token = parser.nextToken();
        }
        return true;
    }

    private boolean member(JsonParser parser, PathTrie.Node node, JsonToken token) {
        long bit = 1L << (node.number() & 63);
        if ((seen[node.number() >>> 6] & bit) != 0 && !writer.isOver()) {
            writer.reject(Reason.DUPLICATE_MEMBER, "member \"" + node.name() + "\" stands twice in its object");
        }
        seen[node.number() >>> 6] |= bit;
        for (int target : node.targets()) {
            value(parser, target, token);
        }
        return (token == JsonToken.START_OBJECT && node.hasChildren()) ? object(parser, node) : skip(parser, token);
    }

    private boolean unknown(JsonParser parser, PathTrie.Node parent, String name, JsonToken token) {
        if (unknown.wantsNames()) {
            byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
            unknown.note(parent, bytes, 0, bytes.length);
            if (unknown.rejects()) {
                unknown.reject(writer, parent, bytes, 0, bytes.length);
            }
            if (unknown.keeps()) {
                return keep(parser, unknown.keep(parent, bytes, 0, bytes.length), token);
            }
        }
        return skip(parser, token);
    }

    /** Copies a value; false if the payload ends first. */
    private boolean keep(JsonParser parser, JsonText out, JsonToken first) {
        int depth = 0;
        JsonToken token = first;
        while (true) {
            switch (token) {
                case NOT_AVAILABLE -> {
                    return incomplete();
                }
                case START_OBJECT -> out.open('{');
                case END_OBJECT -> out.close('}');
                case START_ARRAY -> out.open('[');
                case END_ARRAY -> out.close(']');
                case VALUE_STRING -> {
                    int length = utf8(parser);
                    out.text(text, 0, length);
                }
                case VALUE_TRUE -> out.raw("true");
                case VALUE_FALSE -> out.raw("false");
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
                    int length = utf8(parser);
                    out.raw(text, 0, length);
                }
                case PROPERTY_NAME -> {
                    byte[] name = parser.currentName().getBytes(StandardCharsets.UTF_8);
                    out.name(name, 0, name.length);
                }
                default -> out.raw("null");
            }
            depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
            if (depth == 0 && token != JsonToken.PROPERTY_NAME) {
                return true;
            }
            token = parser.nextToken();
        }
    }

    /** Puts the parser's text into {@link #text}, which may be another array than before. */
    private int utf8(JsonParser parser) {
        int chars = parser.getStringLength();
        if (text.length < chars * 3) {
            text = new byte[chars * 3];
        }
        return Utf8.encode(parser.getStringCharacters(), parser.getStringOffset(), chars, text, 0);
    }

    private void value(JsonParser parser, int target, JsonToken token) {
        switch (token) {
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> {
                int length = utf8(parser);
                writer.number(target, text, 0, length);
            }
            case VALUE_STRING -> {
                int length = utf8(parser);
                writer.text(target, text, 0, length);
            }
            case VALUE_TRUE, VALUE_FALSE -> writer.bool(target, token == JsonToken.VALUE_TRUE);
            case START_OBJECT, START_ARRAY -> writer.structure(target, describe(token));
            default -> {
                // Null stays null; an incomplete value is found by skip.
            }
        }
    }

    /** Reads the value that begins with a token to its end; false if the payload ends first. */
    private boolean skip(JsonParser parser, JsonToken first) {
        int depth = 0;
        JsonToken token = first;
        while (true) {
            if (token == JsonToken.NOT_AVAILABLE) {
                return incomplete();
            }
            if (token.isStructStart()) {
                depth++;
            } else if (token.isStructEnd()) {
                depth--;
            }
            if (depth == 0) {
                return true;
            }
            token = parser.nextToken();
        }
    }

    private boolean incomplete() {
        writer.reject(Reason.INVALID_JSON, "the payload ends within its value");
        return false;
    }

    private void invalid(String why) {
        writer.reject(Reason.INVALID_JSON, "at byte " + source.consumed() + ": " + why);
    }

    private static String describe(JsonToken token) {
        return switch (token) {
            case START_OBJECT -> "an object";
            case START_ARRAY -> "an array";
            case VALUE_STRING -> "a text";
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> "a number";
            case VALUE_TRUE, VALUE_FALSE -> "a bool";
            default -> "null";
        };
    }

    /** How many names the parser has met since it was made; for tests. */
    int newNames() {
        return source.newNames();
    }
}
