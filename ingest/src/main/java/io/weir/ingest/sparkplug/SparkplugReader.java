package io.weir.ingest.sparkplug;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads a payload of Sparkplug B (sparkplug_b.proto of Eclipse Sparkplug 3.0) where it lies: first the payload, with the
 * places of its metrics, then any metric by its number. What we do not use (data sets, templates, properties) is skipped,
 * so that no payload becomes larger in memory than it is. One thread.
 */
final class SparkplugReader {
    /** More metrics in one message are refused. */
    static final int MAX_METRICS = 65_536;

    /** The value that stands for "none". */
    static final long NONE = -1;

    static final int PAYLOAD_TIMESTAMP = 1;
    static final int PAYLOAD_METRIC = 2;
    private static final int PAYLOAD_SEQ = 3;
    private static final int PAYLOAD_UUID = 4;
    static final int NAME = 1;
    private static final int ALIAS = 2;
    static final int TIMESTAMP = 3;
    static final int DATA_TYPE = 4;
    private static final int IS_NULL = 7;
    private static final int INT_VALUE = 10;
    private static final int LONG_VALUE = 11;
    private static final int FLOAT_VALUE = 12;
    private static final int DOUBLE_VALUE = 13;
    static final int BOOLEAN_VALUE = 14;
    private static final int STRING_VALUE = 15;
    private static final int BYTES_VALUE = 16;
    private static final int EXTENSION_VALUE = 19;
    private static final int FLOAT_TAG = (FLOAT_VALUE << 3) | WireFormat.WIRETYPE_FIXED32;
    private static final int DOUBLE_TAG = (DOUBLE_VALUE << 3) | WireFormat.WIRETYPE_FIXED64;

    private static final int INT8 = 1;
    private static final int INT16 = 2;
    private static final int INT32 = 3;
    private static final int UINT32 = 7;

    /** What a metric's value is. */
    enum Kind {
        /** None, or {@code is_null}. */
        NULL,
        /** 32 bits in {@link SparkplugReader#bits}. */
        INT,
        /** 64 bits in {@link SparkplugReader#bits}. */
        LONG,
        /** {@link SparkplugReader#real}. */
        REAL,
        /** {@link SparkplugReader#bits} is 0 or 1. */
        BOOL,
        /** UTF-8, unchecked. */
        TEXT,
        /** Bytes, a data set, a template, or what a later version adds. */
        OTHER
    }

    private byte[] bytes = {};
    private int start;

    // The payload:
    private long payloadTimestamp;
    private long sequence;
    private boolean compressed;
    private int[] places = new int[64];
    private int metrics;

    // The metric:
    private int nameFrom;
    private int nameLength;
    /** Made when it is first asked for. */
    private @Nullable String name;

    boolean hasAlias;
    long alias;
    long timestamp;
    int dataType;
    Kind kind = Kind.NULL;
    long bits;
    double real;
    int textFrom;
    int textLength;

    /**
     * Reads a payload.
     *
     * @throws InvalidProtocolBufferException if it is no message
     * @throws TooManyMetricsException if it has more than {@link #MAX_METRICS}
     */
    void payload(byte[] payload, int offset, int length) throws IOException, TooManyMetricsException {
        bytes = payload;
        start = offset;
        payloadTimestamp = NONE;
        sequence = NONE;
        compressed = false;
        metrics = 0;
        CodedInputStream in = CodedInputStream.newInstance(payload, offset, length);
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            switch (tag) {
                case PAYLOAD_TIMESTAMP << 3 -> payloadTimestamp = in.readUInt64();
                case PAYLOAD_SEQ << 3 -> sequence = in.readUInt64();
                case (PAYLOAD_METRIC << 3) | WireFormat.WIRETYPE_LENGTH_DELIMITED -> place(in);
                case (PAYLOAD_UUID << 3) | WireFormat.WIRETYPE_LENGTH_DELIMITED ->
                    compressed = in.readString().equals("SPBV1.0_COMPRESSED");
                default -> in.skipField(tag);
            }
        }
    }

    private void place(CodedInputStream in) throws IOException, TooManyMetricsException {
        if (metrics == MAX_METRICS) {
            throw new TooManyMetricsException();
        }
        if (places.length == 2 * metrics) {
            places = Arrays.copyOf(places, 2 * places.length);
        }
        int length = in.readRawVarint32();
        places[2 * metrics] = start + in.getTotalBytesRead();
        places[2 * metrics + 1] = length;
        in.skipRawBytes(length);
        metrics++;
    }

    int metrics() {
        return metrics;
    }

    /** The message's number, 0 to 255; {@link #NONE} if it has none. */
    long sequence() {
        return sequence;
    }

    /** Whether the metrics are inside a compressed body. */
    boolean isCompressed() {
        return compressed;
    }

    /** Reads metric {@code index}, counted from 0. */
    void metric(int index) throws IOException {
        nameLength = 0;
        name = null;
        hasAlias = false;
        timestamp = payloadTimestamp;
        dataType = 0;
        kind = Kind.NULL;
        boolean isNull = false;
        int from = places[2 * index];
        CodedInputStream in = CodedInputStream.newInstance(bytes, from, places[2 * index + 1]);
        for (int tag = in.readTag(); tag != 0; tag = in.readTag()) {
            int wire = WireFormat.getTagWireType(tag);
            int field = WireFormat.getTagFieldNumber(tag);
            if (wire == WireFormat.WIRETYPE_VARINT) {
                switch (field) {
                    case ALIAS -> {
                        alias = in.readUInt64();
                        hasAlias = true;
                    }
                    case TIMESTAMP -> timestamp = in.readUInt64();
                    case DATA_TYPE -> dataType = in.readUInt32();
                    case IS_NULL -> isNull = in.readBool();
                    case INT_VALUE -> value(Kind.INT, Integer.toUnsignedLong(in.readUInt32()));
                    case LONG_VALUE -> value(Kind.LONG, in.readUInt64());
                    case BOOLEAN_VALUE -> value(Kind.BOOL, in.readBool() ? 1 : 0);
                    default -> in.skipField(tag);
                }
            } else if (wire == WireFormat.WIRETYPE_LENGTH_DELIMITED && (field == NAME || field == STRING_VALUE)) {
                int length = in.readRawVarint32();
                int at = from + in.getTotalBytesRead();
                in.skipRawBytes(length);
                text(field, at, length);
            } else if (tag == FLOAT_TAG) {
                kind = Kind.REAL;
                real = in.readFloat();
            } else if (tag == DOUBLE_TAG) {
                kind = Kind.REAL;
                real = in.readDouble();
            } else {
                kind = field >= BYTES_VALUE && field <= EXTENSION_VALUE ? Kind.OTHER : kind;
                in.skipField(tag);
            }
        }
        kind = isNull ? Kind.NULL : kind;
    }

    /** The metric's name; empty if it has none. */
    String name() {
        String text = name;
        if (text == null) {
            text = nameLength == 0 ? "" : new String(bytes, nameFrom, nameLength, StandardCharsets.UTF_8);
            name = text;
        }
        return text;
    }

    /**
     * An integer as what a data type says it is: the signed types of 32 bits and less are sent as the low bits of what is
     * declared unsigned.
     */
    long integer(int type) {
        int low = (int) bits;
        return switch (type) {
            case INT8 -> (byte) low;
            case INT16 -> (short) low;
            case INT32 -> low;
            case UINT32 -> Integer.toUnsignedLong(low);
            default -> bits;
        };
    }

    /** The array that the metric's text stands in. */
    byte[] bytes() {
        return bytes;
    }

    private void value(Kind found, long value) {
        kind = found;
        bits = value;
    }

    private void text(int field, int from, int length) {
        if (field == NAME) {
            nameFrom = from;
            nameLength = length;
        } else {
            kind = Kind.TEXT;
            textFrom = from;
            textLength = length;
        }
    }

    /** More metrics than may be. Without a stack trace: it is thrown for payloads, not for defects. */
    static final class TooManyMetricsException extends Exception {
        private static final long serialVersionUID = 1L;

        TooManyMetricsException() {
            super("the message has more than " + MAX_METRICS + " metrics", null, false, false);
        }
    }
}
