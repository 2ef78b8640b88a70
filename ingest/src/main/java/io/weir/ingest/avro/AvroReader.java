package io.weir.ingest.avro;

import io.weir.config.TimeUnitConfig;
import io.weir.ingest.decode.Digits;
import io.weir.ingest.decode.Reason;
import io.weir.ingest.decode.TokenReader;
import io.weir.ingest.decode.Utf8;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.apache.avro.Schema;

/**
 * Hot path. Reads Avro's binary encoding in place, by the schema that it was written by (specification 1.12, "Binary
 * Encoding"):
 *
 * <pre>
 *   int, long    zig-zag, 7 bits a byte, lowest first       float, double   IEEE 754, lowest byte first
 *   bytes, text  length as long, then the bytes             enum            the symbol's number as int
 *   array, map   blocks: count as long (negative: the bytes of the block follow as long), then the items; 0 ends
 *   union        the branch's number as int, then the value
 *   record       the fields in order, nothing between them
 * </pre>
 *
 * Nothing of it says where it ends, so that each length and count is held against what is left. A payload may begin with
 * the schema's fingerprint ("Single-object encoding": {@code c3 01}, then 8 bytes), which is passed over. Of logical
 * types, decimals and timestamps are understood. Allocates nothing but for decimals of more than 8 bytes.
 */
public final class AvroReader implements TokenReader {
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int FINGERPRINT_BYTES = 10;
    private static final int MAX_DEPTH = 160;
    private static final int MAX_DECIMAL_BYTES = 400;
    /** Decimals of so many bytes and places behind the point are written without garbage. */
    private static final int SHORT_DECIMAL = 8;

    private static final int SHORT_SCALE = 18;
    private static final int EMPTY_VALUES = 65_536;
    private static final int EMPTY_VALUES_PER_BYTE = 16;

    private AvroSchema schema = AvroSchema.NONE;
    private byte[] payload = {};
    private int start;
    private int position;
    private int end;
    private long emptyLeft;

    // The containers that are open, the innermost last.
    private final AvroType[] types = new AvroType[MAX_DEPTH];
    /** Of a record: the field that is next. */
    private final int[] fields = new int[MAX_DEPTH];
    /** Of an array or a map: how many items of the block are left. */
    private final long[] left = new long[MAX_DEPTH];
    /** Of a record or a map: whether the next value's name has been read. */
    private final boolean[] named = new boolean[MAX_DEPTH];

    private int depth;

    // Of the last value.
    private byte[] bytes = {};
    private int from;
    private int length;
    private long integer;
    private double real;
    private long count;
    private TimeUnitConfig unit = TimeUnitConfig.NS;
    private final byte[] digits = new byte[SHORT_SCALE + 24];

    /** The next payloads are of this schema; must be called before the first. */
    public void use(AvroSchema next) {
        schema = next;
    }

    @Override
    public void start(byte[] text, int offset, int byteCount) {
        payload = text;
        start = offset;
        position = offset;
        end = offset + byteCount;
        depth = 0;
        emptyLeft = EMPTY_VALUES + (long) EMPTY_VALUES_PER_BYTE * byteCount;
        if (byteCount >= FINGERPRINT_BYTES
                && text[offset] == (byte) 0xc3
                && text[offset + 1] == 1
                && (long) LONGS.get(text, offset + 2) == schema.fingerprint()) {
            position += FINGERPRINT_BYTES;
        }
    }

    @Override
    public Token next() throws Malformed {
        if (depth == 0) {
            return value(schema.root());
        }
        int top = depth - 1;
        AvroType type = types[top];
        return switch (type.kind) {
            case RECORD -> field(top, type);
            case MAP -> {
                if (!named[top]) {
                    named[top] = true;
                    yield text();
                }
                named[top] = false;
                left[top]--;
                yield value(type.children[0]);
            }
            default -> {
                left[top]--;
                yield value(type.children[0]);
            }
        };
    }

    /** A record's next name or value. The last value is not the record's any more: what it opens takes its place. */
    private Token field(int top, AvroType type) throws Malformed {
        int field = fields[top];
        if (!named[top]) {
            named[top] = true;
            bytes = type.names[field];
            from = 0;
            length = bytes.length;
            return Token.TEXT;
        }
        named[top] = false;
        if (field + 1 == type.names.length) {
            depth--;
        } else {
            fields[top] = field + 1;
        }
        return value(type.children[field]);
    }

    private Token value(AvroType type) throws Malformed {
        if (!type.takesBytes() && --emptyLeft < 0) {
            throw new Malformed(Reason.LIMIT_EXCEEDED, "too many values that take no bytes");
        }
        return switch (type.kind) {
            case NULL -> Token.NULL;
            case BOOLEAN -> bool();
            case INT -> {
                integer = varint();
                if (integer != (int) integer) {
                    throw malformed("an int has more than 32 bits");
                }
                yield Token.INTEGER;
            }
            case LONG -> {
                integer = varint();
                if (type.unit == null) {
                    yield Token.INTEGER;
                }
                unit = type.unit;
                yield Token.TIME;
            }
            case FLOAT -> {
                real = Float.intBitsToFloat((int) INTS.get(payload, take(Float.BYTES)));
                yield Token.REAL;
            }
            case DOUBLE -> {
                real = Double.longBitsToDouble((long) LONGS.get(payload, take(Double.BYTES)));
                yield Token.REAL;
            }
            case STRING -> text();
            case BYTES -> {
                run(varint());
                yield bytesOrDecimal(type);
            }
            case FIXED -> {
                run(type.size);
                yield bytesOrDecimal(type);
            }
            case ENUM -> {
                bytes = type.names[choice(type.names.length, "symbols")];
                from = 0;
                length = bytes.length;
                yield Token.TEXT;
            }
            case UNION -> value(type.children[choice(type.children.length, "branches")]);
            case RECORD -> {
                count = type.names.length;
                if (count > 0) {
                    open(type);
                }
                yield Token.OBJECT;
            }
            case MAP -> {
                count = -1;
                open(type);
                yield Token.OBJECT;
            }
            case ARRAY -> {
                count = -1;
                open(type);
                yield Token.ARRAY;
            }
        };
    }

    private void open(AvroType type) throws Malformed {
        if (depth == MAX_DEPTH) {
            throw new Malformed(Reason.LIMIT_EXCEEDED, "nested more than " + MAX_DEPTH + " levels deep");
        }
        types[depth] = type;
        fields[depth] = 0;
        left[depth] = 0;
        named[depth] = false;
        depth++;
    }

    /** Whether the innermost array or map ends; reads the head of its next block if it does not. */
    @Override
    public boolean atBreak() throws Malformed {
        int top = depth - 1;
        if (left[top] > 0) {
            return false;
        }
        long items = varint();
        if (items < 0) {
            long blockBytes = varint();
            items = -items;
            if (items < 0 || blockBytes < 0 || blockBytes > end - position) {
                throw ends();
            }
        }
        if (items == 0) {
            depth--;
            return true;
        }
        AvroType type = types[top];
        boolean takesBytes = type.kind == Schema.Type.MAP || type.children[0].takesBytes();
        if (takesBytes && items > end - position) {
            throw ends();
        }
        left[top] = items;
        return false;
    }

    private Token bool() throws Malformed {
        int value = payload[take(1)];
        if (value != 0 && value != 1) {
            throw malformed("a boolean is " + (value & 0xff) + ", expected 0 or 1");
        }
        return value == 1 ? Token.TRUE : Token.FALSE;
    }

    private int choice(int choices, String what) throws Malformed {
        long number = varint();
        if (number < 0 || number >= choices) {
            throw malformed("number " + number + " of " + choices + " " + what);
        }
        return (int) number;
    }

    private Token text() throws Malformed {
        run(varint());
        if (!Utf8.isValid(bytes, from, length)) {
            throw new Malformed(Reason.INVALID_UTF8, "a text is not UTF-8");
        }
        return Token.TEXT;
    }

    private void run(long byteCount) throws Malformed {
        if (byteCount < 0 || byteCount > end - position) {
            throw ends();
        }
        bytes = payload;
        length = (int) byteCount;
        from = take(length);
    }

    private Token bytesOrDecimal(AvroType type) throws Malformed {
        if (type.scale == AvroType.NO_SCALE) {
            return Token.BYTES;
        }
        if (length == 0) {
            throw malformed("a decimal number has no bytes");
        }
        if (length > MAX_DECIMAL_BYTES) {
            throw new Malformed(Reason.LIMIT_EXCEEDED, "a number has more than " + MAX_DECIMAL_BYTES + " bytes");
        }
        if (length <= SHORT_DECIMAL && type.scale <= SHORT_SCALE) {
            shortDecimal(type.scale);
        } else {
            BigInteger unscaled = new BigInteger(bytes, from, length);
            bytes = new BigDecimal(unscaled, type.scale).toPlainString().getBytes(StandardCharsets.US_ASCII);
            from = 0;
            length = bytes.length;
        }
        return Token.DECIMAL;
    }

    /** Two's complement, highest byte first, into digits with a point before the last {@code scale} of them. */
    private void shortDecimal(int scale) {
        long unscaled = bytes[from];
        for (int i = from + 1; i < from + length; i++) {
            unscaled = unscaled << Byte.SIZE | (bytes[i] & 0xff);
        }
        int begin = Digits.write(unscaled, digits);
        int stop = digits.length;
        boolean negative = digits[begin] == '-';
        begin += negative ? 1 : 0;
        if (scale > 0) {
            int lead = Math.max(0, scale + 1 - (stop - begin));
            Arrays.fill(digits, begin - lead, begin, (byte) '0');
            begin -= lead;
            int whole = stop - begin - scale;
            System.arraycopy(digits, begin, digits, begin - 1, whole);
            begin--;
            digits[begin + whole] = '.';
        }
        if (negative) {
            digits[--begin] = '-';
        }
        bytes = digits;
        from = begin;
        length = stop - begin;
    }

    /** A zig-zag number of at most 64 bits. */
    private long varint() throws Malformed {
        long value = 0;
        for (int shift = 0; shift < Long.SIZE; shift += 7) {
            int next = payload[take(1)];
            value |= (long) (next & 0x7f) << shift;
            if (next >= 0) {
                if (shift == 63 && next > 1) {
                    break;
                }
                return (value >>> 1) ^ -(value & 1);
            }
        }
        throw malformed("a number has more than 64 bits");
    }

    private int take(int byteCount) throws Malformed {
        if (end - position < byteCount) {
            throw ends();
        }
        int at = position;
        position += byteCount;
        return at;
    }

    private static Malformed ends() {
        return malformed("the payload ends within its value");
    }

    private static Malformed malformed(String what) {
        return new Malformed(Reason.INVALID_AVRO, what);
    }

    @Override
    public long count() {
        return count;
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
    public TimeUnitConfig unit() {
        return unit;
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
        return Reason.INVALID_AVRO;
    }
}
