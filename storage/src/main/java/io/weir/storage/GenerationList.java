package io.weir.storage;

import io.weir.storage.chronicle.GenerationFiles;
import io.weir.storage.file.DiskSpace;
import io.weir.storage.file.NotWrittenException;
import io.weir.storage.manifest.GenerationEntry;
import io.weir.storage.manifest.Manifest;
import io.weir.storage.manifest.ManifestFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The list of a journal's generations, in memory and in its manifest. Changed by the thread that opens the journal, then
 * by the commit thread, then by the thread that closes it; read by anyone.
 */
final class GenerationList {
    private static final Logger LOG = LoggerFactory.getLogger(GenerationList.class);

    private final Path directory;
    private final Forcer forcer;
    private final DiskSpace space;
    private volatile Manifest manifest;
    /** Has ended and is on the disk, but a full disk has kept the manifest from saying so. */
    private @Nullable ActiveGeneration unlisted;

    GenerationList(Path directory, Forcer forcer, DiskSpace space, Manifest recovered) {
        this.directory = directory;
        this.forcer = forcer;
        this.space = space;
        this.manifest = recovered;
        for (GenerationEntry entry : recovered.generations()) {
            space.budget().found(entry.disk());
        }
    }

    Manifest manifest() {
        return manifest;
    }

    /** Lists the first generation of this process; generations at the end that hold nothing leave the list, then the disk. */
    void begin(GenerationEntry opened) throws IOException {
        Manifest recovered = manifest;
        List<GenerationEntry> kept = recovered.generations().stream()
                .filter(entry -> entry.last() > entry.base())
                .toList();
        List<GenerationEntry> listed = new ArrayList<>(kept);
        listed.add(opened);
        write(new Manifest(recovered.deletedThrough(), listed));
        for (GenerationEntry entry : recovered.generations()) {
            if (!kept.contains(entry)) {
                delete(entry);
            }
        }
    }

    /** Whether a generation has ended that is not listed so yet. */
    boolean isBehind() {
        return unlisted != null;
    }

    /**
     * Notes that {@code old} has ended and {@code next} follows, both already on the disk, and lists it if there is space
     * for the manifest. A restart finds both without it, too: the one still is listed, and the other goes on exactly where
     * that ends.
     */
    void roll(ActiveGeneration old, ActiveGeneration next) throws IOException {
        unlisted = old;
        catchUp(next);
    }

    /** Lists what {@link #roll} could not. Returns whether nothing is left to list. */
    boolean catchUp(ActiveGeneration active) throws IOException {
        ActiveGeneration old = unlisted;
        if (old == null) {
            return true;
        }
        try {
            old.saveIndex(space);
            write(manifest.rolled(old.sealed(), active.opened()));
        } catch (NotWrittenException e) {
            LOG.warn(
                    "generation {} waits for space to be listed: {}",
                    active.opened().directoryName(),
                    e.getMessage());
            return false;
        }
        unlisted = null;
        old.close();
        return true;
    }

    /** Lists the last generation as ended. */
    void seal(ActiveGeneration active) throws IOException {
        if (catchUp(active)) {
            active.saveIndex(space);
            GenerationEntry sealed = active.sealed();
            List<GenerationEntry> entries = new ArrayList<>(manifest.generations());
            entries.set(entries.size() - 1, sealed);
            write(new Manifest(manifest.deletedThrough(), entries));
        }
    }

    /** Deletes generations at the front; lists them out first, unless only their deletion makes the space for that. */
    void deleteFirst(int count) throws IOException {
        List<GenerationEntry> doomed = manifest.generations().subList(0, count);
        Manifest rest = manifest.withoutFirst(count);
        try {
            write(rest);
        } catch (NotWrittenException e) {
            for (GenerationEntry entry : doomed) {
                GenerationFiles.delete(directory.resolve(entry.directoryName()));
            }
            write(rest);
        }
        for (GenerationEntry entry : doomed) {
            delete(entry);
        }
    }

    private void delete(GenerationEntry entry) throws IOException {
        GenerationFiles.delete(directory.resolve(entry.directoryName()));
        space.release(entry.disk());
    }

    /** Deletes the directory of a generation that is not listed. */
    void deleteQuietly(long number) {
        Path generation = directory.resolve(GenerationEntry.directoryName(number));
        try {
            GenerationFiles.delete(generation);
        } catch (IOException e) {
            LOG.warn("{} cannot be deleted: {}", generation, e.getMessage());
        }
    }

    private void write(Manifest next) throws IOException {
        ManifestFile.write(directory.resolve(ManifestFile.NAME), next, forcer::force);
        manifest = next;
    }
}
