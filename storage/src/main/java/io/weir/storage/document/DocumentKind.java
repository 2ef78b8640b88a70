package io.weir.storage.document;

import org.jspecify.annotations.Nullable;

/** What a document holds. */
public enum DocumentKind {
    /** One batch of one stream; the only kind that has a sequence of its own. */
    ROWS(1),
    /** The fields behind a schema id that later documents of the generation use. */
    SCHEMA(2),
    /** The positions of all input partitions up to here. */
    POSITIONS(3);

    private final byte code;

    DocumentKind(int code) {
        this.code = (byte) code;
    }

    /** Whether documents of this kind have a sequence of their own. */
    public boolean isRows() {
        return this == ROWS;
    }

    /** The number that stands for this kind in documents; never changes. */
    byte code() {
        return code;
    }

    /** The kind with this code, or null. */
    static @Nullable DocumentKind ofCode(byte code) {
        return switch (code) {
            case 1 -> ROWS;
            case 2 -> SCHEMA;
            case 3 -> POSITIONS;
            default -> null;
        };
    }
}
