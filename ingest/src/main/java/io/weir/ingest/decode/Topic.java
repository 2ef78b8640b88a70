package io.weir.ingest.decode;

import java.nio.charset.StandardCharsets;

/** Hot path. A topic's name, cut into levels at {@code /} once. Immutable; its arrays must not be changed. */
public final class Topic {
    private final String name;
    private final byte[] utf8;
    /** Where level i begins in {@link #utf8}; level i ends one before level i + 1 begins. */
    private final int[] byteStarts;

    public Topic(String name) {
        this.name = name;
        this.utf8 = name.getBytes(StandardCharsets.UTF_8);
        int levels = 1;
        for (byte b : utf8) {
            levels += b == '/' ? 1 : 0;
        }
        byteStarts = new int[levels + 1];
        int level = 1;
        for (int i = 0; i < utf8.length; i++) {
            if (utf8[i] == '/') {
                byteStarts[level++] = i + 1;
            }
        }
        byteStarts[level] = utf8.length + 1;
    }

    /** The whole topic. */
    public String name() {
        return name;
    }

    /** How many levels it has, at least one: {@code plant/p7/press} has three. */
    public int levels() {
        return byteStarts.length - 1;
    }

    /** Level {@code index}, counted from 0. */
    public String level(int index) {
        return new String(utf8, byteStart(index), byteLength(index), StandardCharsets.UTF_8);
    }

    /** The whole topic's UTF-8 bytes. */
    byte[] utf8() {
        return utf8;
    }

    int byteStart(int level) {
        return byteStarts[level];
    }

    int byteLength(int level) {
        return byteStarts[level + 1] - 1 - byteStarts[level];
    }

    @Override
    public String toString() {
        return name;
    }
}
