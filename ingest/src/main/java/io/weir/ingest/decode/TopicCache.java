package io.weir.ingest.decode;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Hot path. The {@link Topic} of each topic name that was seen lately; bounded. One thread. */
public final class TopicCache {
    private static final int MAX_TOPICS = 16_384;
    private static final int MAX_BYTES = 2 << 20;
    private static final int INITIAL_SLOTS = 128;
    private static final Topic NONE = new Topic("");

    /** By hash, open addressing; {@link #NONE} where empty. At most half full, its length is a power of two. */
    private Topic[] slots = empty(INITIAL_SLOTS);

    private int size;
    /** Of the names; what a topic takes is a multiple of that. */
    private int byteCount;

    private Topic last = NONE;

    private static Topic[] empty(int count) {
        Topic[] slots = new Topic[count];
        Arrays.fill(slots, NONE);
        return slots;
    }

    /** The topic whose name stands at {@code offset}, well-formed UTF-8 and not empty; new or known. */
    public Topic get(byte[] bytes, int offset, int length) {
        if (!isNamed(last, bytes, offset, length)) {
            last = find(bytes, offset, length);
        }
        return last;
    }

    private Topic find(byte[] bytes, int offset, int length) {
        int slot = slotOf(bytes, offset, length);
        if (slots[slot] == NONE) {
            if (size == MAX_TOPICS || byteCount + length > MAX_BYTES) {
                // Whoever makes up topics pays with a few allocations, never with memory.
                slots = empty(INITIAL_SLOTS);
                size = 0;
                byteCount = 0;
                slot = slotOf(bytes, offset, length);
            }
            return add(new Topic(new String(bytes, offset, length, StandardCharsets.UTF_8)), slot);
        }
        return slots[slot];
    }

    private Topic add(Topic topic, int slot) {
        slots[slot] = topic;
        byteCount += topic.utf8().length;
        if (++size * 2 > slots.length) {
            Topic[] known = slots;
            slots = empty(known.length * 2);
            for (Topic moved : known) {
                if (moved != NONE) {
                    slots[slotOf(moved.utf8(), 0, moved.utf8().length)] = moved;
                }
            }
        }
        return topic;
    }

    /** Where the topic is, or would be. */
    private int slotOf(byte[] bytes, int offset, int length) {
        int hash = 1;
        for (int i = offset; i < offset + length; i++) {
            hash = 31 * hash + bytes[i];
        }
        int mask = slots.length - 1;
        int slot = (hash ^ (hash >>> 15)) & mask;
        while (slots[slot] != NONE && !isNamed(slots[slot], bytes, offset, length)) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private static boolean isNamed(Topic topic, byte[] bytes, int offset, int length) {
        byte[] name = topic.utf8();
        return name.length == length && Arrays.equals(name, 0, length, bytes, offset, offset + length);
    }
}
