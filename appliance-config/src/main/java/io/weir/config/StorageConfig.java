package io.weir.config;

import io.weir.model.ByteSize;
import io.weir.model.DeadLetters;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How journals are kept.
 *
 * @param budget everything under the data directory together, if limited
 * @param journals by id; always has {@code readings}, {@code results} and {@code dead_letters}
 */
public record StorageConfig(Sync sync, Optional<ByteSize> budget, Map<String, JournalConfig> journals) {
    /** What acknowledgement waits for. */
    public enum SyncMode {
        /** For the disk: survives a power cut. */
        GROUP,
        /** For the page cache: survives the end of the process, not a power cut. */
        NONE
    }

    /**
     * When appended rows are forced to the disk.
     *
     * @param maxDelay with {@link SyncMode#GROUP}: how long a row may wait for the force that makes it durable
     */
    public record Sync(SyncMode mode, Duration maxDelay) {}

    /**
     * One journal.
     *
     * @param age rows older than this may be deleted, if given
     * @param size beyond this much the oldest rows are deleted, if given
     * @param priority 1 to 9: where the budget or the disk is too small for all, journals with a lower one are deleted
     *     from first, and stop first
     */
    public record JournalConfig(String id, Optional<Duration> age, Optional<ByteSize> size, int priority) {
        /** With the priority that a journal has by its id: results outlive dead letters, and those all others. */
        public JournalConfig(String id, Optional<Duration> age, Optional<ByteSize> size) {
            this(id, age, size, defaultPriority(id));
        }

        private static int defaultPriority(String id) {
            return switch (id) {
                case "results" -> 3;
                case DeadLetters.NAME -> 2;
                default -> 1;
            };
        }
    }

    public StorageConfig {
        journals = Collections.unmodifiableMap(new LinkedHashMap<>(journals));
    }
}
