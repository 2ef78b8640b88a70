package io.weir.storage;

import io.weir.model.Partitions;
import io.weir.storage.document.PositionsDocument;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Hot path. How far each partition of each stream is covered by a journal. Allocates only for partitions it has not seen.
 * Not thread-safe.
 */
final class Positions {
    /** A number that can be changed in place. */
    private static final class Offset {
        long next;
    }

    private final Map<String, Map<String, Offset>> byStream = new HashMap<>();

    /** Notes what a batch says; partitions that it does not move are left as they are. */
    void note(String stream, Partitions partitions) {
        for (int i = 0; i < partitions.size(); i++) {
            if (partitions.nextOffset(i) != Partitions.NO_OFFSET) {
                note(stream, partitions.name(i), partitions.nextOffset(i));
            }
        }
    }

    void note(String stream, String partition, long nextOffset) {
        Map<String, Offset> ofStream = byStream.get(stream);
        if (ofStream == null) {
            ofStream = new HashMap<>();
            byStream.put(stream, ofStream);
        }
        Offset offset = ofStream.get(partition);
        if (offset == null) {
            offset = new Offset();
            ofStream.put(partition, offset);
        }
        offset.next = nextOffset;
    }

    /** Notes everything that {@code later} knows. */
    void noteAll(Positions later) {
        for (PositionsDocument.Entry entry : later.entries()) {
            note(entry.stream(), entry.partition(), entry.nextOffset());
        }
    }

    List<PositionsDocument.Entry> entries() {
        List<PositionsDocument.Entry> entries = new ArrayList<>();
        byStream.forEach((stream, ofStream) -> ofStream.forEach(
                (partition, offset) -> entries.add(new PositionsDocument.Entry(stream, partition, offset.next))));
        return entries;
    }

    Map<String, Map<String, Long>> copy() {
        Map<String, Map<String, Long>> copy = new HashMap<>();
        byStream.forEach((stream, ofStream) -> {
            Map<String, Long> offsets = new HashMap<>();
            ofStream.forEach((partition, offset) -> offsets.put(partition, offset.next));
            copy.put(stream, offsets);
        });
        return copy;
    }
}
