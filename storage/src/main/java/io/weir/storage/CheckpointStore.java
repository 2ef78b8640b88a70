package io.weir.storage;

import io.weir.storage.file.AtomicFile;
import io.weir.storage.file.NotWrittenException;
import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The latest {@link Checkpoint} per name, each in a file of its own beside the one before it. Thread-safe for different
 * names.
 *
 * <pre>
 *   | WEIC | version 4 | crc32c 4 of the rest | input sequence 8 | result sequence 8 | fingerprint length 4 | state length 4 |
 *   | fingerprint, UTF-8 | state |                                                  all numbers little-endian
 * </pre>
 */
public final class CheckpointStore {
    private static final Logger LOG = LoggerFactory.getLogger(CheckpointStore.class);

    private static final int MAGIC = 'W' | ('E' << 8) | ('I' << 16) | ('C' << 24);
    private static final int VERSION = 1;
    private static final int HEADER_BYTES = 36;

    private final Path directory;
    private final Forcer forcer;

    CheckpointStore(Path directory, Forcer forcer) {
        this.directory = directory;
        this.forcer = forcer;
    }

    /**
     * Replaces the checkpoint of a name; the one before is kept until this one is durable.
     *
     * @param name {@code [a-z0-9_.-]+}
     * @return false if there is no space for it now; the one before still stands
     * @throws StorageException if it may not reach the disk; the one before still stands
     */
    public boolean save(String name, Checkpoint checkpoint) {
        Path file = file(name);
        try {
            AtomicFile.replaceKeeping(file, previous(file), encode(checkpoint), forcer::force);
            return true;
        } catch (NotWrittenException e) {
            LOG.warn("checkpoint {} is not renewed, after a restart more is read again: {}", file, e.getMessage());
            return false;
        } catch (IOException e) {
            throw new StorageException("cannot write checkpoint " + file + ": " + e.getMessage(), e);
        }
    }

    /** The checkpoint of a name; the one before if it is damaged, which is logged; empty if there is none. */
    public Optional<Checkpoint> load(String name) {
        Path file = file(name);
        Optional<Checkpoint> latest = read(file);
        return latest.isPresent() ? latest : read(previous(file));
    }

    private static Optional<Checkpoint> read(Path file) {
        try {
            return Optional.of(decode(Files.readAllBytes(file)));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            LOG.warn("checkpoint {} cannot be read and is left out: {}", file, e.getMessage());
            return Optional.empty();
        }
    }

    private static byte[] encode(Checkpoint checkpoint) {
        byte[] fingerprint = checkpoint.fingerprint().getBytes(StandardCharsets.UTF_8);
        ByteBuffer out = ByteBuffer.allocate(HEADER_BYTES + fingerprint.length + checkpoint.state().length)
                .order(ByteOrder.LITTLE_ENDIAN);
        out.putInt(MAGIC).putInt(VERSION).putInt(0);
        out.putLong(checkpoint.inputSequence()).putLong(checkpoint.resultSequence());
        out.putInt(fingerprint.length).putInt(checkpoint.state().length);
        out.put(fingerprint).put(checkpoint.state());
        out.putInt(8, crc(out.array()));
        return out.array();
    }

    private static Checkpoint decode(byte[] bytes) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
        try {
            if (in.getInt() != MAGIC || in.getInt() != VERSION || in.getInt() != crc(bytes)) {
                throw new IOException("its beginning or its checksum is wrong");
            }
            long input = in.getLong();
            long results = in.getLong();
            int fingerprintLength = in.getInt();
            int stateLength = in.getInt();
            if (fingerprintLength < 0 || stateLength < 0 || (long) fingerprintLength + stateLength != in.remaining()) {
                throw new IOException("its lengths do not add up");
            }
            byte[] fingerprint = new byte[fingerprintLength];
            byte[] state = new byte[stateLength];
            in.get(fingerprint).get(state);
            return new Checkpoint(new String(fingerprint, StandardCharsets.UTF_8), input, results, state);
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
        if (!name.matches("[a-z0-9_.-]+")) {
            throw new IllegalArgumentException("not a name for a checkpoint: " + name);
        }
        return directory.resolve(name + ".checkpoint");
    }

    private static Path previous(Path file) {
        return file.resolveSibling(file.getFileName() + ".previous");
    }
}
