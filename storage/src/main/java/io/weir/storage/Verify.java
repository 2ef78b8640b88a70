package io.weir.storage;

import io.weir.model.DeadLetters;
import io.weir.storage.manifest.GenerationEntry;
import io.weir.storage.manifest.Manifest;
import io.weir.storage.manifest.ManifestException;
import io.weir.storage.manifest.ManifestFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Checks every document of a journal: its frame, its checksum, its content, and its place in the sequence. Writes nothing
 * and takes no lock, so it works beside a running appliance.
 */
public final class Verify {
    /** Told from time to time how far it is. */
    @FunctionalInterface
    public interface Progress {
        /** Both in bytes; the total may grow while the journal does. */
        void at(long done, long total);
    }

    private Verify() {}

    /**
     * Reads a whole journal.
     *
     * @throws StorageException if there is no such journal or it may not be read
     */
    public static VerifyReport journal(Path dataDir, String journal, Progress progress) {
        Path directory = directory(dataDir, journal);
        GenerationCheck check = new GenerationCheck(directory, progress);
        try {
            Manifest manifest = ManifestFile.read(directory.resolve(ManifestFile.NAME))
                    .orElseThrow(() -> new ManifestException(directory.resolve(ManifestFile.NAME) + " is missing"));
            check.expect(manifest);
            for (GenerationEntry entry : manifest.generations()) {
                check.run(entry);
            }
        } catch (ManifestException e) {
            check.damage("", 0, e.getMessage() + "; the next start puts the journal together without it");
        } catch (IOException e) {
            throw new StorageException("journal " + journal + " cannot be read: " + e.getMessage(), e);
        }
        return check.report(journal);
    }

    /**
     * Does what a start of the appliance does: records where the last generation validly ends, which cuts off a torn tail,
     * and puts a damaged list of generations together again. Never touches a document.
     *
     * @return what was done, in words, one line each
     * @throws StorageException if an appliance is running on the data directory, or it cannot be written
     */
    public static List<String> repair(Path dataDir, String journal) {
        Path directory = directory(dataDir, journal);
        Path file = directory.resolve(ManifestFile.NAME);
        DataDirLock lock = null;
        try {
            lock = DataDirLock.take(dataDir);
            String before = Files.exists(file) ? Files.readString(file) : "";
            Recovery.State state = recover(dataDir, journal);
            return before.equals(Files.readString(file))
                    ? List.of()
                    : List.of("journal " + journal + " ends at sequence " + state.last() + " now, recorded in " + file);
        } catch (IOException e) {
            throw new StorageException("journal " + journal + " cannot be repaired: " + e.getMessage(), e);
        } finally {
            if (lock != null) {
                lock.close();
            }
        }
    }

    private static Recovery.State recover(Path dataDir, String journal) throws IOException {
        Path letters = dataDir.resolve(JournalStore.JOURNALS).resolve(DeadLetters.NAME);
        boolean independent = journal.equals(DeadLetters.NAME) || !Files.isDirectory(letters);
        long dependable = independent
                ? Long.MAX_VALUE
                : recover(dataDir, DeadLetters.NAME).last();
        Path directory = directory(dataDir, journal);
        Recovery.State state = Recovery.of(directory, dependable);
        state.force(Forcer.DISK::force);
        ManifestFile.write(directory.resolve(ManifestFile.NAME), state.manifest(), Forcer.DISK::force);
        return state;
    }

    private static Path directory(Path dataDir, String journal) {
        Path directory = dataDir.resolve(JournalStore.JOURNALS).resolve(journal);
        if (!Files.isDirectory(directory)) {
            throw new StorageException("there is no journal " + journal + " in " + dataDir);
        }
        return directory;
    }
}
