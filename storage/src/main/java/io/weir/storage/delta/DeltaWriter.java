package io.weir.storage.delta;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Hot path. Writes how bytes are made of those before:
 *
 * <pre>
 *   step …                step: | literal length | copy length | shift | literal |
 * </pre>
 *
 * The lengths and the shift are numbers of seven bits a byte, the lowest first, the upper bit set where another follows. A
 * step gives its literal, then a copy out of the bytes before. The shift, in zigzag and not there without a copy, is how far
 * the copy lies behind where it would if the literal had replaced as many bytes: 0 where nothing was moved.
 *
 * <pre>
 *   before  ABCDEFGH    now  ABxyEFGHH    steps  (0, 2, shift 0)  (2, 4, shift 0, "xy")  (0, 1, shift −1)
 * </pre>
 *
 * Not thread-safe.
 */
final class DeltaWriter {
    private static final int MAX_STEP_HEAD = 15;

    private final byte[] source;
    private final int limit;
    private byte[] content = new byte[4096];
    private int size;
    private boolean tooLong;

    /** Where the step that is not written yet begins in the source. */
    private int stepStart;

    private int literalLength;
    private int copyOffset;
    private int copyLength;
    /** Where the copy of the step before ended. */
    private int copiedTo;

    /**
     * A writer that must be told of all of the source, in order.
     *
     * @param limit how many bytes it may write
     */
    DeltaWriter(byte[] source, int limit) {
        this.source = source;
        this.limit = limit;
    }

    /** The next bytes of the source are new. */
    void literal(int length) {
        if (copyLength > 0) {
            writeStep();
        }
        literalLength += length;
    }

    /** The next bytes of the source are those at an offset of the bytes before. */
    void copy(int offset, int length) {
        if (copyLength > 0 && offset != copyOffset + copyLength) {
            writeStep();
        }
        if (copyLength == 0) {
            copyOffset = offset;
        }
        copyLength += length;
    }

    /** What was written; null if that is longer than allowed. */
    byte @Nullable [] end() {
        if (literalLength + copyLength > 0) {
            writeStep();
        }
        return tooLong ? null : Arrays.copyOf(content, size);
    }

    private void writeStep() {
        int needed = MAX_STEP_HEAD + literalLength;
        tooLong |= needed > limit - size;
        if (!tooLong) {
            if (content.length - size < needed) {
                content = Arrays.copyOf(content, Math.max(size + needed, (int) Math.min(limit, content.length * 2L)));
            }
            putNumber(literalLength);
            putNumber(copyLength);
            if (copyLength > 0) {
                int shift = copyOffset - copiedTo - literalLength;
                putNumber((shift << 1) ^ (shift >> 31));
            }
            System.arraycopy(source, stepStart, content, size, literalLength);
            size += literalLength;
        }
        stepStart += literalLength + copyLength;
        copiedTo = copyLength > 0 ? copyOffset + copyLength : copiedTo;
        literalLength = 0;
        copyLength = 0;
    }

    private void putNumber(int number) {
        int left = number;
        while ((left & ~0x7f) != 0) {
            content[size++] = (byte) (left | 0x80);
            left >>>= 7;
        }
        content[size++] = (byte) left;
    }
}
