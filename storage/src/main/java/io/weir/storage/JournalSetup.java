package io.weir.storage;

import io.weir.config.StorageConfig.JournalConfig;
import io.weir.storage.file.SpaceShare;
import java.nio.file.Path;
import java.util.function.LongSupplier;

/**
 * Where and how a {@link LiveJournal} is kept.
 *
 * @param forcing whether it counts as durable only what has been forced
 * @param share what it may take of the disk
 * @param rollBytes a generation that has grown to this is followed by the next
 * @param clock monotonic, in nanoseconds
 * @param dependency the last sequence of the journal of dead letters, which is committed before this one; 0 for that
 *     journal itself. Called by all that append
 */
record JournalSetup(
        JournalConfig config,
        Path directory,
        Forcer forcer,
        boolean forcing,
        SpaceShare share,
        long rollBytes,
        LongSupplier clock,
        LongSupplier dependency) {}
