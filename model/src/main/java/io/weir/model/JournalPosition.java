package io.weir.model;

import java.util.Objects;

/**
 * The place of a document in a journal: stable across generations, restarts, copies and repairs.
 *
 * @param journal the journal's id
 * @param sequence the document's number; the first document of a journal has 1, and each next one more; 0 means before
 *     the first
 */
public record JournalPosition(String journal, long sequence) {
    public JournalPosition {
        Objects.requireNonNull(journal, "journal");
        if (sequence < 0) {
            throw new IllegalArgumentException("sequence must not be negative: " + sequence);
        }
    }

    /** {@code readings:42}. */
    @Override
    public String toString() {
        return journal + ":" + sequence;
    }
}
