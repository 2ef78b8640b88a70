package io.weir.model;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Hot path. Gives each distinct byte string (UTF-8) of a batch a small number, so that rows hold an {@code int} where
 * they mean a key or a text. Ids count up from 0 in order of first appearance. Nothing is allocated once the arrays
 * have grown to a batch's usual size. Not thread-safe.
 */
public final class Dictionary {
    /** Returned by {@link #intern} when the entry does not fit within the limit. */
    public static final int FULL = -1;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final VarHandle INTS = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.nativeOrder());
    /** 2^64 divided by the golden ratio, made odd. */
    private static final long FACTOR = 0x9e3779b97f4a7c15L;

    private static final int INITIAL_ENTRIES = 64;
    private static final int INITIAL_BYTES = 2048;

    private final int maxBytes;
    private byte[] bytes = new byte[INITIAL_BYTES];
    private int[] offsets = new int[INITIAL_ENTRIES + 1];
    private int[] hashes = new int[INITIAL_ENTRIES];
    /** id + 1 per slot, 0 where empty; its length is a power of two, at least twice the entries. */
    private int[] slots = new int[INITIAL_ENTRIES * 2];

    private @Nullable String[] texts = new String[INITIAL_ENTRIES];
    private int size;
    /** How many entries, from the first on, are in the table: all of them, but after {@link #load}. */
    private int hashed;

    /** @param maxBytes how many bytes all entries together may have */
    public Dictionary(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /** The id of the given bytes, new or known; {@link #FULL} if they are new and do not fit. */
    public int intern(byte[] source, int offset, int length) {
        if (hashed < size) {
            hashAll();
        }
        int hash = hash(source, offset, length);
        int mask = slots.length - 1;
        int slot = hash & mask;
        while (slots[slot] != 0) {
            int id = slots[slot] - 1;
            if (hashes[id] == hash && equalsEntry(id, source, offset, length)) {
                return id;
            }
            slot = (slot + 1) & mask;
        }
        return add(source, offset, length, hash, slot);
    }

    /** {@link #intern(byte[], int, int)} of the text's UTF-8 bytes; allocates. */
    public int intern(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        return intern(utf8, 0, utf8.length);
    }

    /**
     * Replaces all entries by those that lie back to back in {@code source}, in the order of their ids. Costs little more
     * than a copy: the table to find them in is made when something is interned, if ever. Entries that are there twice
     * keep their ids, and the first is found.
     *
     * @param lengths of each entry; the first {@code count} count. They and what they add up to are the caller's to check
     * @throws IllegalArgumentException if the entries have more bytes than this dictionary may hold
     */
    public void load(byte[] source, int offset, int[] lengths, int count) {
        clear();
        if (count > hashes.length) {
            resizeEntries(Integer.highestOneBit(count - 1) << 1);
        }
        int end = 0;
        for (int id = 0; id < count; id++) {
            end += lengths[id];
            offsets[id + 1] = end;
        }
        if (end > maxBytes) {
            throw new IllegalArgumentException(end + " bytes of entries where " + maxBytes + " fit");
        }
        if (end > bytes.length) {
            bytes = new byte[Math.min(maxBytes, Math.max(bytes.length * 2, end))];
        }
        System.arraycopy(source, offset, bytes, 0, end);
        size = count;
    }

    /** The number of entries. */
    public int size() {
        return size;
    }

    /** The number of bytes that all entries have together. */
    public int byteLength() {
        return offsets[size];
    }

    /** The array that holds all entries back to back; valid until the next {@link #intern}. */
    public byte[] bytes() {
        return bytes;
    }

    /** Where entry {@code id} begins in {@link #bytes()}. */
    public int offset(int id) {
        return offsets[id];
    }

    /** How many bytes entry {@code id} has. */
    public int length(int id) {
        return offsets[id + 1] - offsets[id];
    }

    /** Entry {@code id} as text; made at the first call, then remembered until {@link #clear()}. */
    public String text(int id) {
        String text = texts[id];
        if (text == null) {
            text = new String(bytes, offsets[id], length(id), StandardCharsets.UTF_8);
            texts[id] = text;
        }
        return text;
    }

    /** Forgets all entries; keeps the arrays. */
    public void clear() {
        if (hashed > 0) {
            Arrays.fill(slots, 0);
        }
        Arrays.fill(texts, 0, size, null);
        size = 0;
        hashed = 0;
    }

    private int add(byte[] source, int offset, int length, int hash, int slot) {
        int start = offsets[size];
        if (length > maxBytes - start) {
            return FULL;
        }
        if (start + length > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.min(maxBytes, Math.max(bytes.length * 2, start + length)));
        }
        if (size == hashes.length) {
            growEntries();
            slot = freeSlot(hash);
        }
        System.arraycopy(source, offset, bytes, start, length);
        int id = size++;
        offsets[size] = start + length;
        hashes[id] = hash;
        slots[slot] = id + 1;
        hashed = size;
        return id;
    }

    private void growEntries() {
        resizeEntries(hashes.length * 2);
        for (int id = 0; id < size; id++) {
            slots[freeSlot(hashes[id])] = id + 1;
        }
    }

    private void resizeEntries(int capacity) {
        hashes = Arrays.copyOf(hashes, capacity);
        offsets = Arrays.copyOf(offsets, capacity + 1);
        texts = Arrays.copyOf(texts, capacity);
        slots = new int[capacity * 2];
    }

    private void hashAll() {
        for (int id = 0; id < size; id++) {
            hashes[id] = hash(bytes, offsets[id], length(id));
            slots[freeSlot(hashes[id])] = id + 1;
        }
        hashed = size;
    }

    private int freeSlot(int hash) {
        int mask = slots.length - 1;
        int slot = hash & mask;
        while (slots[slot] != 0) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private boolean equalsEntry(int id, byte[] source, int offset, int length) {
        int start = offsets[id];
        return Arrays.equals(bytes, start, start + length(id), source, offset, offset + length);
    }

    /**
     * A hash of bytes, the same in one process only: eight at a time; what is left is read together with bytes before it, which the
     * length makes no secret.
     */
    public static int hash(byte[] source, int offset, int length) {
        int end = offset + length;
        long hash = length;
        if (length >= Long.BYTES) {
            for (int i = offset; i < end - Long.BYTES; i += Long.BYTES) {
                hash = mix(hash ^ (long) LONGS.get(source, i));
            }
            hash = mix(hash ^ (long) LONGS.get(source, end - Long.BYTES));
        } else if (length >= Integer.BYTES) {
            long high = (int) INTS.get(source, end - Integer.BYTES);
            hash = mix(hash ^ (((int) INTS.get(source, offset) & 0xffff_ffffL) | (high << Integer.SIZE)));
        } else if (length > 0) {
            int three = (source[offset] << 16) ^ (source[offset + length / 2] << 8) ^ source[end - 1];
            hash = mix((hash << 32) ^ three);
        }
        return (int) hash;
    }

    /** Both halves of a product of 128 bits: every bit of the word reaches the lowest ones. */
    private static long mix(long word) {
        return Math.multiplyHigh(word, FACTOR) ^ (word * FACTOR);
    }
}
