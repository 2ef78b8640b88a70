package io.weir.ingest.decode;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Hot path. Named values that a message carries beside its payload: MQTT 5's user properties, Kafka's headers. They lie in
 * an array, its own or another's, back to back:
 *
 * <pre>
 *   | bytes of the name (4) | name | bytes of the value (4) | value | …
 * </pre>
 *
 * Names may stand twice; the last counts. One thread.
 */
public final class MessageProperties {
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final byte[] NOTHING = {};

    private byte[] own = NOTHING;
    private byte[] bytes = NOTHING;
    private int from;
    private int length;
    private int valueFrom;
    private int valueLength;

    /** Has none. */
    public static MessageProperties none() {
        return new MessageProperties();
    }

    /** Forgets them; {@link #add} may follow. */
    public void clear() {
        bytes = own;
        from = 0;
        length = 0;
    }

    /** Adds one, behind {@link #clear} or another. */
    public void add(byte[] name, int nameFrom, int nameLength, byte[] value, int from, int valueLength) {
        int needed = length + nameLength + valueLength + 2 * Integer.BYTES;
        if (own.length < needed) {
            own = Arrays.copyOf(own, Math.max(needed, 2 * own.length));
            bytes = own;
        }
        put(name, nameFrom, nameLength);
        put(value, from, valueLength);
    }

    private void put(byte[] source, int sourceFrom, int count) {
        INTS.set(own, length, count);
        System.arraycopy(source, sourceFrom, own, length + Integer.BYTES, count);
        length += Integer.BYTES + count;
    }

    /** Those that lie in an array, as {@link #copyTo} has left them. They stay there. */
    public void view(byte[] array, int offset, int byteCount) {
        bytes = array;
        from = offset;
        length = byteCount;
    }

    /** How many bytes all of them take; 0 without any. */
    public int byteLength() {
        return length;
    }

    /** Writes them all, {@link #byteLength} bytes. */
    public void copyTo(byte[] target, int at) {
        System.arraycopy(bytes, from, target, at, length);
    }

    /** Looks for a property; {@link #bytes}, {@link #from} and {@link #length} then tell its value. */
    public boolean find(byte[] name) {
        boolean found = false;
        for (int i = from; i < from + length; ) {
            int nameLength = (int) INTS.get(bytes, i);
            int nameFrom = i + Integer.BYTES;
            int count = (int) INTS.get(bytes, nameFrom + nameLength);
            int at = nameFrom + nameLength + Integer.BYTES;
            if (nameLength == name.length
                    && Arrays.equals(bytes, nameFrom, nameFrom + nameLength, name, 0, nameLength)) {
                valueFrom = at;
                valueLength = count;
                found = true;
            }
            i = at + count;
        }
        return found;
    }

    /** The array that the value that was found lies in. */
    public byte[] bytes() {
        return bytes;
    }

    /** Where it begins. */
    public int from() {
        return valueFrom;
    }

    /** How many bytes it has; they need not be UTF-8. */
    public int length() {
        return valueLength;
    }

    /** Whether the value that was found is text. */
    boolean isText() {
        return Utf8.isValid(bytes, valueFrom, valueLength);
    }

    /** Each with its value as text, in the order of their first appearance. Allocates. */
    public Map<String, String> toMap() {
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = from; i < from + length; ) {
            int nameLength = (int) INTS.get(bytes, i);
            int nameFrom = i + Integer.BYTES;
            int count = (int) INTS.get(bytes, nameFrom + nameLength);
            int at = nameFrom + nameLength + Integer.BYTES;
            map.put(
                    new String(bytes, nameFrom, nameLength, StandardCharsets.UTF_8),
                    new String(bytes, at, count, StandardCharsets.UTF_8));
            i = at + count;
        }
        return map;
    }

    /** Those of a map. */
    public static MessageProperties of(Map<String, String> map) {
        MessageProperties properties = new MessageProperties();
        map.forEach((name, value) -> {
            byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
            byte[] valueBytes = value.getBytes(StandardCharsets.UTF_8);
            properties.add(nameBytes, 0, nameBytes.length, valueBytes, 0, valueBytes.length);
        });
        return properties;
    }
}
