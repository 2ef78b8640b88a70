package io.weir.storage;

import java.util.List;

/**
 * What {@link Verify} has found in a journal.
 *
 * @param generations how many were read
 * @param documents how many are sound, heads included
 * @param rows how many rows those hold
 * @param bytes how much was read
 * @param lastSequence of the last sound document; 0 if there is none
 * @param damaged how many documents are damaged or missing
 * @param damages the first {@link #MAX_DAMAGES} places, in journal order
 */
public record VerifyReport(
        String journal,
        long generations,
        long documents,
        long rows,
        long bytes,
        long lastSequence,
        long damaged,
        List<Damage> damages) {
    /** Further places are only counted. */
    public static final int MAX_DAMAGES = 1000;

    /**
     * A place.
     *
     * @param generation the name of its directory
     * @param afterSequence the position of the last sound document before it
     * @param offset the byte in the generation's file behind which it lies
     * @param documents how many documents are damaged or missing there; 0 if that cannot be told
     * @param problem what is wrong, in words
     */
    public record Damage(String generation, long afterSequence, long offset, long documents, String problem) {}

    public VerifyReport {
        damages = List.copyOf(damages);
    }

    /** Whether nothing is damaged or missing. */
    public boolean sound() {
        return damages.isEmpty();
    }
}
