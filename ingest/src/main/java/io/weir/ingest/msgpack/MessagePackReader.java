package io.weir.ingest.msgpack;

import io.weir.ingest.decode.Reason;
import io.weir.ingest.decode.TokenReader;
import io.weir.ingest.decode.Utf8;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Hot path. Reads MessagePack in place (https://github.com/msgpack/msgpack/blob/master/spec.md):
 *
 * <pre>
 *   00-7f  number 0..127     80-8f  map of 0..15     90-9f  array of 0..15    a0-bf  text of 0..31 bytes
 *   c0 nil   c1 never used   c2 false   c3 true   c4 c5 c6 bytes (length in 1, 2, 4)   c7 c8 c9 extension (1, 2, 4)
 *   ca float32   cb float64   cc cd ce cf unsigned (1, 2, 4, 8)   d0 d1 d2 d3 signed (1, 2, 4, 8)
 *   d4 d5 d6 d7 d8 extension of 1, 2, 4, 8, 16 bytes   d9 da db text (1, 2, 4)   dc dd array (2, 4)   de df map (2, 4)
 *   e0-ff  number -32..-1
 * </pre>
 *
 * All numbers are big-endian. Extensions, the timestamp among them, are values of a type of their own.
 */
public final class MessagePackReader implements TokenReader {
    private static final VarHandle SHORTS = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private byte[] payload = {};
    private int start;
    private int position;
    private int end;
    private int from;
    private int length;
    private long integer;
    private double real;
    private long count;

    @Override
    public void start(byte[] bytes, int offset, int byteCount) {
        payload = bytes;
        start = offset;
        position = offset;
        end = offset + byteCount;
    }

    @Override
    public Token next() throws Malformed {
        need(1);
        int b = payload[position++] & 0xff;
        if (b <= 0x7f || b >= 0xe0) {
            return integer((byte) b);
        }
        if (b <= 0x8f) {
            return container(Token.OBJECT, b & 0x0f);
        }
        if (b <= 0x9f) {
            return container(Token.ARRAY, b & 0x0f);
        }
        if (b <= 0xbf) {
            return text(b & 0x1f);
        }
        return switch (b) {
            case 0xc0 -> Token.NULL;
            case 0xc2 -> Token.FALSE;
            case 0xc3 -> Token.TRUE;
            case 0xc4, 0xc5, 0xc6 -> run(Token.BYTES, unsigned(1 << (b - 0xc4)));
            case 0xc7, 0xc8, 0xc9 -> run(Token.OTHER, unsigned(1 << (b - 0xc7)) + 1);
            case 0xca -> real(Float.intBitsToFloat((int) unsigned(4)));
            case 0xcb -> real(Double.longBitsToDouble(unsigned(8)));
            case 0xcc, 0xcd, 0xce -> integer(unsigned(1 << (b - 0xcc)));
            case 0xcf -> {
                integer(unsigned(8));
                yield Token.UNSIGNED;
            }
            case 0xd0 -> integer((byte) unsigned(1));
            case 0xd1 -> integer((short) unsigned(2));
            case 0xd2 -> {
                int value = (int) unsigned(4);
                yield integer(value);
            }
            case 0xd3 -> integer(unsigned(8));
            case 0xd4, 0xd5, 0xd6, 0xd7, 0xd8 -> run(Token.OTHER, (1L << (b - 0xd4)) + 1);
            case 0xd9, 0xda, 0xdb -> text(unsigned(1 << (b - 0xd9)));
            case 0xdc, 0xdd -> container(Token.ARRAY, unsigned(2 << (b - 0xdc)));
            case 0xde, 0xdf -> container(Token.OBJECT, unsigned(2 << (b - 0xde)));
            default -> throw new Malformed(Reason.INVALID_MSGPACK, "found the byte c1, which begins no value");
        };
    }

    private Token integer(long value) {
        integer = value;
        return Token.INTEGER;
    }

    private Token real(double value) {
        real = value;
        return Token.REAL;
    }

    private Token container(Token token, long size) {
        count = size;
        return token;
    }

    private Token text(long byteCount) throws Malformed {
        run(Token.TEXT, byteCount);
        if (!Utf8.isValid(payload, from, length)) {
            throw new Malformed(Reason.INVALID_UTF8, "a text is not UTF-8");
        }
        return Token.TEXT;
    }

    private Token run(Token token, long byteCount) throws Malformed {
        need(byteCount);
        from = position;
        length = (int) byteCount;
        position += length;
        return token;
    }

    private long unsigned(int byteCount) throws Malformed {
        need(byteCount);
        int at = position;
        position += byteCount;
        return switch (byteCount) {
            case 1 -> payload[at] & 0xffL;
            case 2 -> (short) SHORTS.get(payload, at) & 0xffffL;
            case 4 -> (int) INTS.get(payload, at) & 0xffff_ffffL;
            default -> (long) LONGS.get(payload, at);
        };
    }

    private void need(long byteCount) throws Malformed {
        if (end - position < byteCount) {
            throw new Malformed(Reason.INVALID_MSGPACK, "the payload ends within its value");
        }
    }

    @Override
    public long count() {
        return count;
    }

    @Override
    public boolean atBreak() {
        throw new IllegalStateException("every container has a count");
    }

    @Override
    public byte[] bytes() {
        return payload;
    }

    @Override
    public int from() {
        return from;
    }

    @Override
    public int length() {
        return length;
    }

    @Override
    public long integer() {
        return integer;
    }

    @Override
    public double real() {
        return real;
    }

    @Override
    public boolean isAtEnd() {
        return position == end;
    }

    @Override
    public int consumed() {
        return position - start;
    }

    @Override
    public Reason invalid() {
        return Reason.INVALID_MSGPACK;
    }
}
