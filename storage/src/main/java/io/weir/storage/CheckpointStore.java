package io.weir.storage;

import io.weir.storage.file.Directories;
import io.weir.storage.file.DiskSpace;
import io.weir.storage.file.NoSpaceException;
import io.weir.storage.file.NotWrittenException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The latest {@link Checkpoint} per reader, each in a file of its own beside the one before it ({@link CheckpointFile} has the
 * format, {@link CheckpointWriter} what is written when). Thread-safe for different names.
 *
 * <pre>
 *   press_1m.checkpoint            the last ones: the first of them as a whole
 *   press_1m.checkpoint.previous   those before, for when the first is damaged
 * </pre>
 */
final class CheckpointStore {
    private static final Logger LOG = LoggerFactory.getLogger(CheckpointStore.class);

    private static final String SUFFIX = ".checkpoint";

    /** How far a reader of a journal has come. */
    record Place(String journal, long sequence) {}

    private final Path directory;
    private final Forcer forcer;
    private final DiskSpace space;
    private final Map<String, CheckpointWriter> writers = new ConcurrentHashMap<>();

    CheckpointStore(Path directory, Forcer forcer, DiskSpace space) {
        this.directory = directory;
        this.forcer = forcer;
        this.space = space;
    }

    /**
     * Replaces the checkpoint of a name; the one before is kept until this one is durable.
     *
     * @param name {@code [a-z0-9_.-]+}
     * @param journal the id of the one that its input sequence means
     * @return false if there is no space for it now; the one before still stands
     * @throws StorageException if it may not reach the disk; the one before still stands
     */
    boolean save(String name, String journal, Checkpoint checkpoint) {
        Path file = file(name);
        try {
            writers.computeIfAbsent(name, any -> new CheckpointWriter(file, previous(file), forcer, space))
                    .write(journal, checkpoint);
            return true;
        } catch (NoSpaceException | NotWrittenException e) {
            LOG.warn("checkpoint {} is not renewed, after a restart more is read again: {}", file, e.getMessage());
            return false;
        } catch (IOException e) {
            throw new StorageException("cannot write checkpoint " + file + ": " + e.getMessage(), e);
        }
    }

    /** How much has been written to keep the checkpoints of a name, since the start, in bytes. */
    long written(String name) {
        CheckpointWriter writer = writers.get(name);
        return writer == null ? 0 : writer.written();
    }

    /**
     * The checkpoint of a name in a journal; the one before if it is damaged, which is logged; empty if there is none, or
     * only of another journal.
     */
    Optional<Checkpoint> load(String name, String journal) {
        return load(directory, name, journal);
    }

    /** As {@link #load(String, String)}, for whoever only reads the directory. */
    static Optional<Checkpoint> load(Path directory, String name, String journal) {
        return load(file(directory, name))
                .filter(saved -> saved.journal().equals(journal))
                .map(CheckpointFile.Content::checkpoint);
    }

    /** Where each name stands that has a checkpoint. */
    Map<String, Place> positions() {
        Map<String, Place> places = new TreeMap<>();
        try {
            for (Path found : Directories.files(directory)) {
                String name = String.valueOf(found.getFileName()).replaceFirst("\\.previous$", "");
                if (name.endsWith(SUFFIX) && !places.containsKey(name)) {
                    load(found.resolveSibling(name))
                            .ifPresent(saved -> places.put(
                                    name.substring(0, name.length() - SUFFIX.length()),
                                    new Place(
                                            saved.journal(), saved.checkpoint().inputSequence())));
                }
            }
            return places;
        } catch (IOException e) {
            throw new StorageException("cannot list the checkpoints in " + directory + ": " + e.getMessage(), e);
        }
    }

    private static Optional<CheckpointFile.Content> load(Path file) {
        Optional<CheckpointFile.Content> latest = read(file);
        return latest.isPresent() ? latest : read(previous(file));
    }

    private static Optional<CheckpointFile.Content> read(Path file) {
        try {
            byte[] bytes = Files.readAllBytes(file);
            CheckpointFile.Content content = CheckpointFile.decode(bytes);
            if (content.isFollowed()) {
                LOG.warn(
                        "checkpoint {}: what follows byte {} is damaged or not whole, the one before it is used",
                        file,
                        content.usedBytes());
            }
            return Optional.of(content);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            LOG.warn("checkpoint {} cannot be read and is left out: {}", file, e.getMessage());
            return Optional.empty();
        }
    }

    private Path file(String name) {
        return file(directory, name);
    }

    private static Path file(Path directory, String name) {
        if (!name.matches("[a-z0-9_.-]+")) {
            throw new IllegalArgumentException("not a name for a checkpoint: " + name);
        }
        return directory.resolve(name + SUFFIX);
    }

    private static Path previous(Path file) {
        return file.resolveSibling(file.getFileName() + ".previous");
    }
}
