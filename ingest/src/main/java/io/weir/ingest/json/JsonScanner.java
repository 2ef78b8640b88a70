package io.weir.ingest.json;

import io.weir.ingest.decode.PathTrie;
import io.weir.ingest.decode.RowWriter;
import io.weir.ingest.decode.UnknownMembers;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Hot path. Reads JSON (RFC 8259) straight from the payload's bytes into rows: the whole payload is validated, nothing is
 * copied and nothing allocated. It takes what is beyond doubt and gives up at everything else, right or wrong: escapes,
 * deep nesting, very long names and numbers, members that stand twice, values that do not fit their fields. Whoever calls
 * it then starts over with a full parser, which decides and explains. So it must never take what a full parser would
 * refuse, or read it otherwise. One thread.
 *
 * <p>Methods return the position behind what they have read, or {@link #UNSURE}.
 */
final class JsonScanner {
    private static final int UNSURE = -1;
    private static final int MAX_DEPTH = 32;
    private static final int MAX_NAME_LENGTH = 1000;
    private static final int MAX_NUMBER_LENGTH = 400;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101010101010101L;
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final long QUOTES = '"' * ONES;
    private static final long BACKSLASHES = '\\' * ONES;
    private static final long SPACES = ' ' * ONES;
    private static final int TRUE = 't' | 'r' << 8 | 'u' << 16 | 'e' << 24;
    private static final int ALSE = 'a' | 'l' << 8 | 's' << 16 | 'e' << 24;
    private static final int NULL = 'n' | 'u' << 8 | 'l' << 16 | 'l' << 24;

    private final RowWriter writer;
    private final PathTrie.Node root;
    private final long[] seen;
    private final UnknownMembers unknown;
    private byte[] bytes = {};
    private int end;

    JsonScanner(RowWriter writer, PathTrie trie, UnknownMembers unknown) {
        this.writer = writer;
        this.unknown = unknown;
        this.root = trie.root();
        this.seen = new long[(trie.size() + 63) >>> 6];
    }

    /**
     * Reads a message that the writer has begun.
     *
     * @param payload well-formed UTF-8
     * @return whether it was taken; if not, the writer must begin it anew
     */
    boolean scan(byte[] payload, int offset, int length) {
        bytes = payload;
        end = offset + length;
        int i = space(offset);
        if (i == end) {
            return false;
        }
        int stop = bytes[i] == '{' ? row(i) : bytes[i] == '[' ? rows(i) : UNSURE;
        return stop != UNSURE && space(stop) == end && !isRejected();
    }

    private boolean isRejected() {
        return writer.isOver() && !writer.isFull();
    }

    private int rows(int from) {
        int i = space(from + 1);
        while (i < end && bytes[i] == '{') {
            i = row(i);
            if (i == UNSURE) {
                return UNSURE;
            }
            i = space(i);
            if (i < end && bytes[i] == ']') {
                return i + 1;
            }
            if (i == end || bytes[i] != ',') {
                return UNSURE;
            }
            i = space(i + 1);
        }
        return UNSURE;
    }

    private int row(int from) {
        Arrays.fill(seen, 0);
        writer.startRow();
        unknown.startRow();
        int stop = object(from, root, 1);
        if (stop != UNSURE) {
            unknown.endRow(writer);
            writer.endRow();
        }
        return isRejected() ? UNSURE : stop;
    }

    /** Reads an object that begins at {@code from}, with the members below a node. */
    private int object(int from, PathTrie.Node node, int depth) {
        int i = space(from + 1);
        if (i < end && bytes[i] == '}') {
            return i + 1;
        }
        while (i < end && bytes[i] == '"') {
            int nameStart = i + 1;
            PathTrie.Node member = node.expected(bytes, nameStart, end);
            if (member != null) {
                i += member.plainLength() + 2;
            } else {
                int quote = stringEnd(i + 1);
                if (quote == UNSURE || quote - i > MAX_NAME_LENGTH) {
                    return UNSURE;
                }
                member = node.child(bytes, i + 1, quote - i - 1);
                i = quote + 1;
            }
            int nameEnd = i - 1;
            i = space(i);
            if (i == end || bytes[i] != ':') {
                return UNSURE;
            }
            i = member != null
                    ? value(space(i + 1), member, depth)
                    : unknown(node, nameStart, nameEnd, space(i + 1), depth);
            if (i == UNSURE) {
                return UNSURE;
            }
            i = space(i);
            if (i == end) {
                return UNSURE;
            }
            if (bytes[i] == '}') {
                return i + 1;
            }
            if (bytes[i] != ',') {
                return UNSURE;
            }
            i = space(i + 1);
        }
        return UNSURE;
    }

    private int unknown(PathTrie.Node parent, int nameStart, int nameEnd, int from, int depth) {
        int stop = skip(from, depth);
        if (stop == UNSURE || unknown.rejects()) {
            return UNSURE;
        }
        if (unknown.wantsNames()) {
            unknown.note(parent, bytes, nameStart, nameEnd - nameStart);
        }
        if (unknown.keeps()) {
            unknown.keep(parent, bytes, nameStart, nameEnd - nameStart).raw(bytes, from, stop - from);
        }
        return stop;
    }

    /** Reads a value for what wants it. */
    private int value(int from, PathTrie.Node member, int depth) {
        long bit = 1L << (member.number() & 63);
        if (from == end || (seen[member.number() >>> 6] & bit) != 0) {
            return UNSURE;
        }
        seen[member.number() >>> 6] |= bit;
        int[] targets = member.targets();
        if (targets.length == 0) {
            return bytes[from] == '{' && depth < MAX_DEPTH ? object(from, member, depth + 1) : skip(from, depth);
        }
        return switch (bytes[from]) {
            case '"' -> string(from, targets);
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> number(from, targets);
            case 't', 'f' -> bool(from, targets);
            case 'n' -> literal(from);
            default -> UNSURE;
        };
    }

    private int string(int from, int[] targets) {
        int quote = stringEnd(from + 1);
        if (quote == UNSURE) {
            return UNSURE;
        }
        for (int target : targets) {
            writer.text(target, bytes, from + 1, quote - from - 1);
        }
        return quote + 1;
    }

    private int number(int from, int[] targets) {
        if (isZeroLed(from)) {
            return UNSURE;
        }
        int stop = UNSURE;
        for (int target : targets) {
            stop = writer.number(target, bytes, from, end);
            if (stop < 0) {
                return UNSURE;
            }
        }
        return stop - from <= MAX_NUMBER_LENGTH ? stop : UNSURE;
    }

    /** JSON knows no leading zeros, and no plus in front. */
    private boolean isZeroLed(int from) {
        int i = bytes[from] == '-' ? from + 1 : from;
        return i < end && (bytes[i] == '+' || (bytes[i] == '0' && i + 1 < end && isDigit(bytes[i + 1])));
    }

    private int bool(int from, int[] targets) {
        int stop = literal(from);
        if (stop != UNSURE) {
            for (int target : targets) {
                writer.bool(target, bytes[from] == 't');
            }
        }
        return stop;
    }

    private int literal(int from) {
        if (end - from < 4) {
            return UNSURE;
        }
        int word = (int) INTS.get(bytes, from);
        if (word == TRUE || word == NULL) {
            return from + 4;
        }
        return bytes[from] == 'f' && end - from >= 5 && (int) INTS.get(bytes, from + 1) == ALSE ? from + 5 : UNSURE;
    }

    // ---- what nothing wants ---------------------------------------------------------------------------------------

    private int skip(int from, int depth) {
        if (from == end) {
            return UNSURE;
        }
        return switch (bytes[from]) {
            case '"' -> {
                int quote = stringEnd(from + 1);
                yield quote == UNSURE ? UNSURE : quote + 1;
            }
            case '-', '0', '1', '2', '3', '4', '5', '6', '7', '8', '9' -> skipNumber(from);
            case 't', 'f', 'n' -> literal(from);
            case '{' -> depth < MAX_DEPTH ? skipObject(from, depth + 1) : UNSURE;
            case '[' -> depth < MAX_DEPTH ? skipArray(from, depth + 1) : UNSURE;
            default -> UNSURE;
        };
    }

    private int skipObject(int from, int depth) {
        int i = space(from + 1);
        if (i < end && bytes[i] == '}') {
            return i + 1;
        }
        while (i < end && bytes[i] == '"') {
            int quote = stringEnd(i + 1);
            if (quote == UNSURE || quote - i > MAX_NAME_LENGTH) {
                return UNSURE;
            }
            i = space(quote + 1);
            if (i == end || bytes[i] != ':') {
                return UNSURE;
            }
            i = skip(space(i + 1), depth);
            if (i == UNSURE) {
                return UNSURE;
            }
            i = space(i);
            if (i < end && bytes[i] == '}') {
                return i + 1;
            }
            if (i == end || bytes[i] != ',') {
                return UNSURE;
            }
            i = space(i + 1);
        }
        return UNSURE;
    }

    private int skipArray(int from, int depth) {
        int i = space(from + 1);
        if (i < end && bytes[i] == ']') {
            return i + 1;
        }
        while (i < end) {
            i = skip(i, depth);
            if (i == UNSURE) {
                return UNSURE;
            }
            i = space(i);
            if (i < end && bytes[i] == ']') {
                return i + 1;
            }
            if (i == end || bytes[i] != ',') {
                return UNSURE;
            }
            i = space(i + 1);
        }
        return UNSURE;
    }

    private int skipNumber(int from) {
        if (isZeroLed(from)) {
            return UNSURE;
        }
        int start = bytes[from] == '-' ? from + 1 : from;
        int i = digits(start);
        if (i == start) {
            return UNSURE;
        }
        if (i < end && bytes[i] == '.') {
            int point = i + 1;
            i = digits(point);
            if (i == point) {
                return UNSURE;
            }
        }
        if (i < end && (bytes[i] | 0x20) == 'e') {
            int sign = i + 1;
            int first = sign < end && (bytes[sign] == '-' || bytes[sign] == '+') ? sign + 1 : sign;
            i = digits(first);
            if (i == first) {
                return UNSURE;
            }
        }
        return i - from <= MAX_NUMBER_LENGTH ? i : UNSURE;
    }

    private int digits(int from) {
        int i = from;
        while (i < end && isDigit(bytes[i])) {
            i++;
        }
        return i;
    }

    private static boolean isDigit(byte b) {
        return b >= '0' && b <= '9';
    }

    // ---- the smallest pieces --------------------------------------------------------------------------------------

    /** The first position from {@code from} on that holds no white space; {@link #end} if there is none. */
    private int space(int from) {
        int i = from;
        while (i < end && bytes[i] <= ' ') {
            byte b = bytes[i];
            if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
                return i;
            }
            i++;
        }
        return i;
    }

    /** The quote that ends a string without escapes and control characters; eight bytes at a time. */
    private int stringEnd(int from) {
        int i = from;
        for (; end - i >= Long.BYTES; i += Long.BYTES) {
            long word = (long) LONGS.get(bytes, i);
            long special = zeros(word ^ QUOTES) | zeros(word ^ BACKSLASHES) | ((word - SPACES) & ~word & HIGH_BITS);
            if (special != 0) {
                // Borrows may mark bytes behind a true mark, never before the first.
                int first = i + (Long.numberOfTrailingZeros(special) >>> 3);
                return bytes[first] == '"' ? first : UNSURE;
            }
        }
        for (; i < end; i++) {
            if (bytes[i] == '"') {
                return i;
            }
            if (bytes[i] == '\\' || (bytes[i] >= 0 && bytes[i] < ' ')) {
                return UNSURE;
            }
        }
        return UNSURE;
    }

    /** Marks the high bit of each byte that is zero (and perhaps of bytes above one). */
    private static long zeros(long word) {
        return (word - ONES) & ~word & HIGH_BITS;
    }
}
