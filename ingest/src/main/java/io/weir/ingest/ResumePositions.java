package io.weir.ingest;

import io.weir.config.StreamConfig;
import io.weir.model.DeadLetters;
import java.util.List;
import java.util.OptionalLong;

/** Where a source resumes a partition. */
@FunctionalInterface
public interface ResumePositions {
    /** The offset of the first message that must be delivered, if the journals know the partition. Any thread. */
    OptionalLong next(String partition);

    /**
     * The smallest position that any of a source's streams has. A stream that has none, because it is new, joins where
     * the others are; what a stream already has is skipped when it is delivered again.
     */
    static ResumePositions of(IngestJournals journals, List<StreamConfig> streams) {
        List<StreamConfig> all = List.copyOf(streams);
        return partition -> all.stream()
                .map(stream -> StreamIntake.position(journals, stream, partition))
                .flatMapToLong(OptionalLong::stream)
                .min();
    }

    /** The name that dead letters of a stream are positioned under: each stream comes to its own at its own pace. */
    static String deadLetterPartition(String stream, String partition) {
        return DeadLetters.NAME + ':' + stream + ':' + partition;
    }
}
