package io.weir.ingest.cbor;

import io.weir.ingest.decode.Reason;
import io.weir.ingest.decode.TokenReader;
import io.weir.ingest.decode.Utf8;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Hot path. Reads CBOR in place (RFC 8949). The first byte of a data item:
 *
 * <pre>
 *   7 6 5   major type: 0 unsigned, 1 negative (-1 - n), 2 bytes, 3 text, 4 array, 5 map, 6 tag, 7 simple and float
 *   4 … 0   n: 0..23 itself; 24, 25, 26, 27: in the next 1, 2, 4, 8 bytes; 31: no count, up to a break (ff)
 * </pre>
 *
 * Tags are not looked at, but for big integers (2 and 3), which are read as numbers. Texts and bytes in chunks are put
 * together. Undefined is null; other simple values are values of a type of their own.
 */
public final class CborReader implements TokenReader {
    private static final VarHandle SHORTS = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int INDEFINITE = 31;
    private static final int BREAK = 0xff;
    private static final int MAX_TAGS = 16;
    private static final int MAX_BIG_BYTES = 400;

    private byte[] payload = {};
    private int start;
    private int position;
    private int end;
    private byte[] bytes = {};
    private int from;
    private int length;
    private long integer;
    private double real;
    private long count;
    private byte[] joined = new byte[256];

    @Override
    public void start(byte[] text, int offset, int byteCount) {
        payload = text;
        bytes = text;
        start = offset;
        position = offset;
        end = offset + byteCount;
    }

    @Override
    public Token next() throws Malformed {
        long tag = -1;
        for (int tags = 0; tags <= MAX_TAGS; tags++) {
            need(1);
            int first = payload[position++] & 0xff;
            if (first >>> 5 != 6) {
                Token token = item(first >>> 5, first & 31);
                return token == Token.BYTES && (tag == 2 || tag == 3) ? big(tag == 3) : token;
            }
            tag = argument(first & 31);
        }
        throw new Malformed(Reason.LIMIT_EXCEEDED, "more than " + MAX_TAGS + " tags before one value");
    }

    private Token item(int major, int info) throws Malformed {
        return switch (major) {
            case 0 -> {
                integer = argument(info);
                yield integer < 0 ? Token.UNSIGNED : Token.INTEGER;
            }
            case 1 -> {
                integer = ~argument(info);
                yield integer < 0 ? Token.INTEGER : belowLong();
            }
            case 2 -> run(Token.BYTES, info, 2);
            case 3 -> run(Token.TEXT, info, 3);
            case 4 -> container(Token.ARRAY, info);
            case 5 -> container(Token.OBJECT, info);
            default -> simple(info);
        };
    }

    /** -1 - n where n has all 64 bits: below what a long can hold. */
    private Token belowLong() {
        return decimal(BigInteger.ONE.negate().subtract(new BigInteger(Long.toUnsignedString(~integer))));
    }

    private Token big(boolean negative) throws Malformed {
        if (length > MAX_BIG_BYTES) {
            throw new Malformed(Reason.LIMIT_EXCEEDED, "a number has more than " + MAX_BIG_BYTES + " bytes");
        }
        BigInteger value = new BigInteger(1, bytes, from, length);
        return decimal(negative ? value.not() : value);
    }

    private Token decimal(BigInteger value) {
        bytes = value.toString().getBytes(StandardCharsets.US_ASCII);
        from = 0;
        length = bytes.length;
        return Token.DECIMAL;
    }

    private Token container(Token token, int info) throws Malformed {
        count = info == INDEFINITE ? -1 : argument(info);
        if (info != INDEFINITE && (count < 0 || count > end - position)) {
            throw ends();
        }
        return token;
    }

    private Token simple(int info) throws Malformed {
        return switch (info) {
            case 20 -> Token.FALSE;
            case 21 -> Token.TRUE;
            case 22, 23 -> Token.NULL;
            case 24 -> {
                if (argument(info) < 32) {
                    throw new Malformed(Reason.INVALID_CBOR, "a simple value below 32 stands in two bytes");
                }
                yield Token.OTHER;
            }
            case 25 -> real(half((int) argument(info)));
            case 26 -> real(Float.intBitsToFloat((int) argument(info)));
            case 27 -> real(Double.longBitsToDouble(argument(info)));
            case INDEFINITE -> throw new Malformed(Reason.INVALID_CBOR, "a break stands where a value is expected");
            default -> {
                if (info > 27) {
                    throw new Malformed(Reason.INVALID_CBOR, "a value begins with a reserved byte");
                }
                yield Token.OTHER;
            }
        };
    }

    private Token real(double value) {
        real = value;
        return Token.REAL;
    }

    /** IEEE 754 half precision (RFC 8949, appendix D). */
    private static double half(int bits) {
        int exponent = (bits >> 10) & 0x1f;
        int mantissa = bits & 0x3ff;
        double value = exponent == 0
                ? Math.scalb((double) mantissa, -24)
                : exponent == 31
                        ? mantissa == 0 ? Double.POSITIVE_INFINITY : Double.NaN
                        : Math.scalb((double) (mantissa + 1024), exponent - 25);
        return (bits & 0x8000) != 0 ? -value : value;
    }

    private Token run(Token token, int info, int major) throws Malformed {
        if (info == INDEFINITE) {
            chunks(major);
        } else {
            bytes = payload;
            length = piece(info);
            from = position - length;
        }
        if (token == Token.TEXT && !Utf8.isValid(bytes, from, length)) {
            throw new Malformed(Reason.INVALID_UTF8, "a text is not UTF-8");
        }
        return token;
    }

    /** Passes over a run of bytes; returns how many. */
    private int piece(int info) throws Malformed {
        long byteCount = argument(info);
        if (byteCount < 0 || byteCount > end - position) {
            throw ends();
        }
        position += (int) byteCount;
        return (int) byteCount;
    }

    /** Puts chunks together; each of a text must be UTF-8 by itself. */
    private void chunks(int major) throws Malformed {
        int out = 0;
        while (!atBreak()) {
            int first = payload[position++] & 0xff;
            if (first >>> 5 != major || (first & 31) == INDEFINITE) {
                throw new Malformed(Reason.INVALID_CBOR, "a chunk is not of the type of its text or bytes");
            }
            int chunk = piece(first & 31);
            if (major == 3 && !Utf8.isValid(payload, position - chunk, chunk)) {
                throw new Malformed(Reason.INVALID_UTF8, "a text is not UTF-8");
            }
            if (joined.length < out + chunk) {
                joined = Arrays.copyOf(joined, Math.max(2 * joined.length, out + chunk));
            }
            System.arraycopy(payload, position - chunk, joined, out, chunk);
            out += chunk;
        }
        bytes = joined;
        from = 0;
        length = out;
    }

    /** The number that goes with a first byte; all 64 bits may be used. */
    private long argument(int info) throws Malformed {
        if (info < 24) {
            return info;
        }
        if (info > 27) {
            throw new Malformed(Reason.INVALID_CBOR, "a value begins with a reserved byte");
        }
        int byteCount = 1 << (info - 24);
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

    private void need(int byteCount) throws Malformed {
        if (end - position < byteCount) {
            throw ends();
        }
    }

    private static Malformed ends() {
        return new Malformed(Reason.INVALID_CBOR, "the payload ends within its value");
    }

    @Override
    public long count() {
        return count;
    }

    @Override
    public boolean atBreak() throws Malformed {
        need(1);
        boolean found = (payload[position] & 0xff) == BREAK;
        position += found ? 1 : 0;
        return found;
    }

    @Override
    public byte[] bytes() {
        return bytes;
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
        return Reason.INVALID_CBOR;
    }
}
