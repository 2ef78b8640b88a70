package io.weir.storage.document;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Hot path. Turns the few names that come again and again into text without allocating each time: 256 places, a newer
 * name takes the place of an older one. Not thread-safe.
 */
final class NameCache {
    private static final int PLACES = 256;

    private final byte[][] keys = new byte[PLACES][];
    private final @Nullable String[] texts = new @Nullable String[PLACES];

    String text(byte[] bytes, int offset, int length) {
        int hash = 1;
        for (int i = offset; i < offset + length; i++) {
            hash = 31 * hash + bytes[i];
        }
        int place = (hash ^ (hash >>> 8) ^ (hash >>> 16)) & (PLACES - 1);
        String text = texts[place];
        if (text != null && Arrays.equals(keys[place], 0, keys[place].length, bytes, offset, offset + length)) {
            return text;
        }
        text = new String(bytes, offset, length, StandardCharsets.UTF_8);
        texts[place] = text;
        keys[place] = Arrays.copyOfRange(bytes, offset, offset + length);
        return text;
    }
}
