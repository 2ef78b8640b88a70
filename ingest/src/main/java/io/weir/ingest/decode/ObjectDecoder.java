package io.weir.ingest.decode;

import io.weir.config.StreamConfig;
import io.weir.ingest.decode.TokenReader.Malformed;
import io.weir.ingest.decode.TokenReader.Token;
import io.weir.model.RowBatch;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/**
 * Hot path. Objects in a binary format, with the meaning that they have in JSON: an object becomes a row, an array of
 * objects a row each; the whole payload is validated; a member that the stream reads and that stands twice is refused. A
 * member may be named by a whole number: it is then called by its digits. Allocates nothing for a payload that becomes
 * rows, but for floating-point numbers that go into a key, a time, or a field that is no double.
 */
public final class ObjectDecoder implements Decoder {
    private static final int MAX_DEPTH = 128;
    private static final int MAX_NAME_BYTES = 8192;

    private final RowWriter writer;
    private final PathTrie.Node root;
    private final long[] seen;
    private final UnknownMembers unknown;
    private final TokenReader reader;
    private final byte[] digits = new byte[24];

    // The name that was read last.
    private byte[] nameBytes = {};
    private int nameFrom;
    private int nameLength;

    public ObjectDecoder(StreamConfig stream, TokenReader reader) {
        this.writer = new RowWriter(stream);
        PathTrie trie = new PathTrie(writer.targets());
        this.root = trie.root();
        this.seen = new long[(trie.size() + 63) >>> 6];
        this.unknown = new UnknownMembers(stream);
        this.reader = reader;
    }

    @Override
    public @Nullable Reason decode(MessageContext message, byte[] payload, int offset, int length, RowBatch batch) {
        writer.startMessage(batch, message);
        reader.start(payload, offset, length);
        try {
            document(reader.next());
            if (!reader.isAtEnd()) {
                throw new Malformed(reader.invalid(), "something follows the value");
            }
        } catch (Malformed e) {
            writer.reject(e.reason(), place() + e.detail());
        }
        return writer.endMessage();
    }

    private String place() {
        return reader.consumed() < 0 ? "" : "at byte " + reader.consumed() + ": ";
    }

    private void document(Token first) throws Malformed {
        if (first == Token.OBJECT) {
            row();
        } else if (first == Token.ARRAY) {
            rows(reader.count());
        } else {
            throw new Malformed(
                    Reason.NOT_AN_OBJECT, "found " + first.describe() + ", expected an object or an array of objects");
        }
    }

    private void rows(long count) throws Malformed {
        long i = 0;
        for (; count < 0 ? !reader.atBreak() : i < count; i++) {
            Token token = reader.next();
            if (token == Token.OBJECT) {
                row();
                continue;
            }
            skip(token, 1);
            if (!writer.isOver()) {
                writer.reject(
                        Reason.NOT_AN_OBJECT,
                        "element " + i + " of the array is " + token.describe() + ", expected an object");
            }
        }
        if (i == 0) {
            writer.reject(Reason.NOT_AN_OBJECT, "found an empty array, expected an object or an array of objects");
        }
    }

    private void row() throws Malformed {
        Arrays.fill(seen, 0);
        writer.startRow();
        unknown.startRow();
        object(root, 1);
        unknown.endRow(writer);
        writer.endRow();
    }

    private void object(PathTrie.Node node, int depth) throws Malformed {
        checkDepth(depth);
        long count = reader.count();
        for (long i = 0; count < 0 ? !reader.atBreak() : i < count; i++) {
            name();
            PathTrie.Node child = node.child(nameBytes, nameFrom, nameLength);
            if (child == null) {
                unknown(node, depth);
            } else {
                member(child, reader.next(), depth);
            }
        }
    }

    private static void checkDepth(int depth) throws Malformed {
        if (depth > MAX_DEPTH) {
            throw new Malformed(Reason.LIMIT_EXCEEDED, "nested more than " + MAX_DEPTH + " levels deep");
        }
    }

    private void name() throws Malformed {
        Token token = reader.next();
        switch (token) {
            case TEXT -> {
                nameBytes = reader.bytes();
                nameFrom = reader.from();
                nameLength = reader.length();
                if (nameLength > MAX_NAME_BYTES) {
                    throw new Malformed(
                            Reason.LIMIT_EXCEEDED, "a member's name is longer than " + MAX_NAME_BYTES + " bytes");
                }
            }
            case INTEGER, UNSIGNED -> {
                nameFrom = token == Token.INTEGER
                        ? Digits.write(reader.integer(), digits)
                        : Digits.writeUnsigned(reader.integer(), digits);
                nameBytes = digits;
                nameLength = digits.length - nameFrom;
            }
            case OBJECT, ARRAY, DECIMAL, REAL, TIME, TRUE, FALSE, NULL, BYTES, OTHER ->
                throw new Malformed(
                        reader.invalid(), "a member's name is " + token.describe() + ", expected a text or a number");
        }
    }

    private void member(PathTrie.Node node, Token token, int depth) throws Malformed {
        long bit = 1L << (node.number() & 63);
        if ((seen[node.number() >>> 6] & bit) != 0 && !writer.isOver()) {
            writer.reject(Reason.DUPLICATE_MEMBER, "member \"" + node.name() + "\" stands twice in its object");
        }
        seen[node.number() >>> 6] |= bit;
        for (int target : node.targets()) {
            value(target, token);
        }
        if (token == Token.OBJECT && node.hasChildren()) {
            object(node, depth + 1);
        } else {
            skip(token, depth);
        }
    }

    private void value(int target, Token token) {
        switch (token) {
            case TEXT -> writer.text(target, reader.bytes(), reader.from(), reader.length());
            case INTEGER -> writer.integer(target, reader.integer());
            case UNSIGNED -> writer.unsigned(target, reader.integer());
            case DECIMAL -> writer.number(target, reader.bytes(), reader.from(), reader.from() + reader.length());
            case REAL -> writer.real(target, reader.real());
            case TIME -> writer.time(target, reader.integer(), reader.unit());
            case TRUE, FALSE -> writer.bool(target, token == Token.TRUE);
            case OBJECT, ARRAY, BYTES, OTHER -> writer.structure(target, token.describe());
            case NULL -> {
                // Null stays null.
            }
        }
    }

    private void unknown(PathTrie.Node parent, int depth) throws Malformed {
        if (unknown.wantsNames()) {
            unknown.note(parent, nameBytes, nameFrom, nameLength);
            if (unknown.rejects()) {
                unknown.reject(writer, parent, nameBytes, nameFrom, nameLength);
            }
        }
        if (unknown.keeps()) {
            keep(unknown.keep(parent, nameBytes, nameFrom, nameLength), reader.next(), depth);
        } else {
            skip(reader.next(), depth);
        }
    }

    /** Reads what is left of a value. */
    private void skip(Token token, int depth) throws Malformed {
        if (token != Token.OBJECT && token != Token.ARRAY) {
            return;
        }
        checkDepth(depth + 1);
        long count = reader.count();
        for (long i = 0; count < 0 ? !reader.atBreak() : i < count; i++) {
            if (token == Token.OBJECT) {
                name();
            }
            skip(reader.next(), depth + 1);
        }
    }

    private void keep(JsonText text, Token token, int depth) throws Malformed {
        switch (token) {
            case TEXT -> text.text(reader.bytes(), reader.from(), reader.length());
            case INTEGER, TIME -> {
                int from = Digits.write(reader.integer(), digits);
                text.raw(digits, from, digits.length - from);
            }
            case UNSIGNED -> {
                int from = Digits.writeUnsigned(reader.integer(), digits);
                text.raw(digits, from, digits.length - from);
            }
            case DECIMAL -> text.raw(reader.bytes(), reader.from(), reader.length());
            case REAL -> text.raw(Double.isFinite(reader.real()) ? Double.toString(reader.real()) : "null");
            case TRUE -> text.raw("true");
            case FALSE -> text.raw("false");
            case NULL, OTHER -> text.raw("null");
            case BYTES -> {
                byte[] encoded = Base64.getEncoder()
                        .encode(Arrays.copyOfRange(reader.bytes(), reader.from(), reader.from() + reader.length()));
                text.text(encoded, 0, encoded.length);
            }
            case OBJECT, ARRAY -> keepAll(text, token, depth + 1);
        }
    }

    private void keepAll(JsonText text, Token token, int depth) throws Malformed {
        checkDepth(depth);
        long count = reader.count();
        text.open(token == Token.OBJECT ? '{' : '[');
        for (long i = 0; count < 0 ? !reader.atBreak() : i < count; i++) {
            if (token == Token.OBJECT) {
                name();
                text.name(nameBytes, nameFrom, nameLength);
            }
            keep(text, reader.next(), depth);
        }
        text.close(token == Token.OBJECT ? '}' : ']');
    }

    /** Members that the stream does not read. */
    public UnknownMembers unknown() {
        return unknown;
    }

    @Override
    public int unknownMembers() {
        return unknown.names().size();
    }

    @Override
    public boolean isFull() {
        return writer.isFull();
    }

    @Override
    public String detail() {
        return writer.detail();
    }
}
