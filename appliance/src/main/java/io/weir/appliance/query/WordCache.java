package io.weir.appliance.query;

import io.weir.model.Dictionary;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Hot path. The entries of a batch's dictionary as arrays of their own. What recurs from batch to batch, as keys do, is the
 * same array again. Not thread-safe.
 */
final class WordCache {
    private static final int SLOTS = 1 << 14;
    private static final int MAX_KEPT_BYTES = 64;

    private final byte[][] kept = new byte[SLOTS][];
    private byte[][] words = new byte[256][];
    private @Nullable Dictionary dictionary;
    private int used;

    /** Goes to the dictionary of another batch. */
    void begin(Dictionary next) {
        Arrays.fill(words, 0, used, null);
        if (next.size() > words.length) {
            words = new byte[Math.max(next.size(), words.length * 2)][];
        }
        used = next.size();
        dictionary = next;
    }

    byte[] get(int id) {
        byte[] word = words[id];
        if (word == null) {
            word = find(id);
            words[id] = word;
        }
        return word;
    }

    private byte[] find(int id) {
        Dictionary from = dictionary;
        if (from == null) {
            throw new IllegalStateException("there is no batch");
        }
        byte[] bytes = from.bytes();
        int start = from.offset(id);
        int end = start + from.length(id);
        if (end - start > MAX_KEPT_BYTES) {
            return Arrays.copyOfRange(bytes, start, end);
        }
        int hash = 1;
        for (int i = start; i < end; i++) {
            hash = 31 * hash + bytes[i];
        }
        int slot = (hash ^ (hash >>> 15)) & (SLOTS - 1);
        byte[] known = kept[slot];
        if (known == null || !Arrays.equals(known, 0, known.length, bytes, start, end)) {
            known = Arrays.copyOfRange(bytes, start, end);
            kept[slot] = known;
        }
        return known;
    }
}
