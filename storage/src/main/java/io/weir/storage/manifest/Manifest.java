package io.weir.storage.manifest;

import java.util.ArrayList;
import java.util.List;

/**
 * What a journal consists of.
 *
 * @param deletedThrough retention has deleted everything up to this sequence; 0 if nothing
 * @param generations oldest first; each begins where the one before it ends
 */
public record Manifest(long deletedThrough, List<GenerationEntry> generations) {
    /** That of a new journal. */
    public static final Manifest EMPTY = new Manifest(0, List.of());

    public Manifest {
        generations = List.copyOf(generations);
        if (deletedThrough < 0) {
            throw new IllegalArgumentException("nothing can be deleted through " + deletedThrough);
        }
        for (int i = 1; i < generations.size(); i++) {
            GenerationEntry before = generations.get(i - 1);
            GenerationEntry entry = generations.get(i);
            if (entry.number() <= before.number() || before.isOpen() || entry.base() < before.last()) {
                throw new IllegalArgumentException(
                        "generation " + entry.number() + " cannot follow generation " + before.number());
            }
        }
    }

    /** The same without some generations at the front, deleted by retention. */
    public Manifest withoutFirst(int count) {
        long deleted = count == 0 ? deletedThrough : generations.get(count - 1).last();
        return new Manifest(Math.max(deletedThrough, deleted), generations.subList(count, generations.size()));
    }

    /** The same with its last generation replaced by {@code sealed} and {@code next} added. */
    public Manifest rolled(GenerationEntry sealed, GenerationEntry next) {
        List<GenerationEntry> list = new ArrayList<>(generations.subList(0, generations.size() - 1));
        list.add(sealed);
        list.add(next);
        return new Manifest(deletedThrough, list);
    }
}
