package io.weir.config;

import io.weir.model.ByteSize;
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
     */
    public record JournalConfig(String id, Optional<Duration> age, Optional<ByteSize> size) {}

    public StorageConfig {
        journals = Collections.unmodifiableMap(new LinkedHashMap<>(journals));
    }
}
