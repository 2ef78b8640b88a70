package io.weir.storage;

import io.weir.storage.file.AtomicFile;
import io.weir.storage.file.Directories;
import io.weir.storage.file.DiskSpace;
import io.weir.storage.file.NoSpaceException;
import io.weir.storage.file.NotWrittenException;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The latest {@link Checkpoint} per reader, each in a file of its own beside the one before it. Thread-safe for different
 * names.
 *
 * <pre>
 *   | WEIC | version 4 | crc32c 4 of the rest | input sequence 8 | result sequence 8 |
 *   | journal length 4 | fingerprint length 4 | state length 4 |
 *   | journal, UTF-8 | fingerprint, UTF-8 | state |                              all numbers little-endian
 * </pre>
 */
final class CheckpointStore {
    private static final Logger LOG = LoggerFactory.getLogger(CheckpointStore.class);

    private static final int MAGIC = 'W' | ('E' << 8) | ('I' << 16) | ('C' << 24);
    private static final int VERSION = 2;
    private static final int HEADER_BYTES = 40;
    private static final int BLOCK_BYTES = 4096;
    private static final String SUFFIX = ".checkpoint";

    /** How far a reader of a journal has come. */
    record Place(String journal, long sequence) {}

    private record Saved(String journal, Checkpoint checkpoint) {}

    private final Path directory;
    private final Forcer forcer;
    private final DiskSpace space;

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
        byte[] content = encode(journal, checkpoint);
        try {
            space.require(file, content.length + BLOCK_BYTES);
            try {
                AtomicFile.replaceKeeping(file, previous(file), content, forcer::force);
            } finally {
                space.release(content.length + BLOCK_BYTES);
            }
            return true;
        } catch (NoSpaceException | NotWrittenException e) {
            LOG.warn("checkpoint {} is not renewed, after a restart more is read again: {}", file, e.getMessage());
            return false;
        } catch (IOException e) {
            throw new StorageException("cannot write checkpoint " + file + ": " + e.getMessage(), e);
        }
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
                .map(Saved::checkpoint);
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

    private static Optional<Saved> load(Path file) {
        Optional<Saved> latest = read(file);
        return latest.isPresent() ? latest : read(previous(file));
    }

    private static Optional<Saved> read(Path file) {
        try {
            return Optional.of(decode(Files.readAllBytes(file)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            LOG.warn("checkpoint {} cannot be read and is left out: {}", file, e.getMessage());
            return Optional.empty();
        }
    }

    private static byte[] encode(String inputJournal, Checkpoint checkpoint) {
        byte[] journal = inputJournal.getBytes(StandardCharsets.UTF_8);
        byte[] fingerprint = checkpoint.fingerprint().getBytes(StandardCharsets.UTF_8);
        ByteBuffer out = ByteBuffer.allocate(
                        HEADER_BYTES + journal.length + fingerprint.length + checkpoint.state().length)
                .order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(MAGIC).putInt(VERSION).putInt(0);
        out.putLong(checkpoint.inputSequence()).putLong(checkpoint.resultSequence());
        out.putInt(journal.length).putInt(fingerprint.length).putInt(checkpoint.state().length);
        out.put(journal).put(fingerprint).put(checkpoint.state());
        out.putInt(8, crc(out.array()));
        return out.array();
    }

    private static Saved decode(byte[] bytes) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        try {
            if (in.getInt() != MAGIC || in.getInt() != VERSION || in.getInt() != crc(bytes)) {
                throw new IOException("its beginning or its checksum is wrong");
            }
            long input = in.getLong();
            long results = in.getLong();
            int journalLength = in.getInt();
            int fingerprintLength = in.getInt();
            int stateLength = in.getInt();
            if (Math.min(journalLength, Math.min(fingerprintLength, stateLength)) < 0
                    || (long) journalLength + fingerprintLength + stateLength != in.remaining()) {
                throw new IOException("its lengths do not add up");
            }
            byte[] journal = new byte[journalLength];
            byte[] fingerprint = new byte[fingerprintLength];
            byte[] state = new byte[stateLength];
            in.get(journal).get(fingerprint).get(state);
            return new Saved(
                    new String(journal, StandardCharsets.UTF_8),
                    new Checkpoint(new String(fingerprint, StandardCharsets.UTF_8), input, results, state));
        } catch (BufferUnderflowException e) {
            throw new IOException("it is cut short", e);
        }
    }

    private static int crc(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 12, bytes.length - 12);
        return (int) crc.getValue();
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
