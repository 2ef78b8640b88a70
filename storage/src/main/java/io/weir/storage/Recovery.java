package io.weir.storage;

import io.weir.model.Schema;
import io.weir.storage.chronicle.GenerationFiles;
import io.weir.storage.file.AtomicFile;
import io.weir.storage.file.Directories;
import io.weir.storage.manifest.GenerationEntry;
import io.weir.storage.manifest.Manifest;
import io.weir.storage.manifest.ManifestException;
import io.weir.storage.manifest.ManifestFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out what a journal holds when it is opened. Reads only its last generation as a rule: earlier ones if that one's
 * head is lost, all of them if the manifest is.
 */
final class Recovery {
    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

    private final Path directory;
    private final long dependable;
    private final List<GenerationEntry> entries = new ArrayList<>();
    private final Map<String, Schema> schemas = new LinkedHashMap<>();
    private final Positions positions = new Positions();
    private final List<Path> unforced = new ArrayList<>();
    private long deletedThrough;
    private int generationsRead;
    private long nextNumber = 1;

    private Recovery(Path directory, long dependable) {
        this.directory = directory;
        this.dependable = dependable;
    }

    /**
     * What was found.
     *
     * @param manifest all generations, sealed
     * @param last the last sequence; 0 if there is none
     * @param schemas the latest per name
     * @param nextNumber of the generation to begin
     * @param unforced directories of generations whose process has died: what they hold may be in the page cache only
     * @param generationsRead how many were read to find all that out
     */
    record State(
            Manifest manifest,
            long last,
            Map<String, Schema> schemas,
            Positions positions,
            long nextNumber,
            List<Path> unforced,
            int generationsRead) {
        /** Brings what was found to the disk: from now on it counts as durable. */
        void force(AtomicFile.Force force) throws IOException {
            for (Path generation : unforced) {
                for (Path file : Directories.files(generation)) {
                    AtomicFile.forceFile(file, force);
                }
            }
        }
    }

    /**
     * Recovers a journal.
     *
     * @param directory exists, perhaps empty
     * @param dependable the last sequence of the journal that its documents may depend on, recovered before
     */
    static State of(Path directory, long dependable) throws IOException {
        return new Recovery(directory, dependable).run();
    }

    private State run() throws IOException {
        boolean manifestLost = readManifest();
        scanLast();
        adoptUnlisted(manifestLost);
        Manifest manifest = new Manifest(deletedThrough, entries);
        return new State(manifest, last(), schemas, positions, nextNumber, List.copyOf(unforced), generationsRead);
    }

    private long last() {
        return entries.isEmpty()
                ? deletedThrough
                : entries.get(entries.size() - 1).last();
    }

    /** Returns whether there should be a manifest but is none that can be believed. */
    private boolean readManifest() throws IOException {
        Path file = directory.resolve(ManifestFile.NAME);
        try {
            Optional<Manifest> read = ManifestFile.read(file);
            if (read.isEmpty()) {
                return !Directories.numbers(directory, GenerationEntry::numberOf)
                        .isEmpty();
            }
            entries.addAll(read.get().generations());
            deletedThrough = read.get().deletedThrough();
            return false;
        } catch (ManifestException e) {
            LOG.error("{}; the journal is put together from its generations instead", e.getMessage());
            Files.move(file, file.resolveSibling(ManifestFile.NAME + ".damaged-" + System.currentTimeMillis()));
            return true;
        }
    }

    /** Seals the last listed generation at its valid end, and takes schemas and positions from it. */
    private void scanLast() throws IOException {
        Deque<GenerationScan> scans = new ArrayDeque<>();
        for (int i = entries.size() - 1; i >= 0; i--) {
            GenerationEntry entry = entries.get(i);
            nextNumber = Math.max(nextNumber, entry.number() + 1);
            Path generation = directory.resolve(entry.directoryName());
            GenerationScan scan = entry.isOpen()
                    ? GenerationScan.of(generation, dependable)
                    : GenerationScan.ofSealed(generation, entry.last());
            generationsRead++;
            scans.addFirst(scan);
            if (entry.isOpen()) {
                unforced.add(generation);
                entries.set(i, seal(scan, generation, entry.number(), entry.base()));
            } else if (scan.last < entry.last()) {
                LOG.error(
                        "generation {} was sealed at sequence {}, now only {} can be read: its disk has lost data",
                        entry.directoryName(),
                        entry.last(),
                        scan.last);
            }
            if (scan.hasPositions) {
                break;
            }
        }
        scans.forEach(this::take);
    }

    private static GenerationEntry seal(GenerationScan scan, Path generation, long number, long base)
            throws IOException {
        long documents = GenerationFiles.releaseTail(generation, scan.written);
        return scan.sealed(number, base, documents + scan.saveIndex());
    }

    private void take(GenerationScan scan) {
        scan.schemas.forEach((name, schema) -> {
            schemas.remove(name);
            schemas.put(name, schema);
        });
        positions.noteAll(scan.positions);
    }

    /**
     * A process that died between beginning a generation and listing it has left one that no manifest knows. It belongs to
     * the journal if it goes on exactly where that ends.
     */
    private void adoptUnlisted(boolean manifestLost) throws IOException {
        for (long number : Directories.numbers(directory, GenerationEntry::numberOf)) {
            if (number < nextNumber) {
                deleteIfUnlisted(number);
                continue;
            }
            nextNumber = number + 1;
            Path generation = directory.resolve(GenerationEntry.directoryName(number));
            GenerationScan scan = GenerationScan.of(generation, dependable);
            generationsRead++;
            boolean continues = scan.base == last() || (manifestLost && scan.base >= last());
            if (continues && scan.hasPositions) {
                if (entries.isEmpty()) {
                    deletedThrough = scan.base;
                }
                entries.add(seal(scan, generation, number, scan.base));
                unforced.add(generation);
                take(scan);
                LOG.warn("{} was not listed and continues the journal up to sequence {}", generation, scan.last);
            } else if (manifestLost) {
                LOG.error("{} does not continue the journal and is left out", generation);
            } else {
                LOG.warn("{} was begun but never held anything promised, and is deleted", generation);
                GenerationFiles.delete(generation);
            }
        }
    }

    /** Retention lists generations out before it deletes them; a process may have died between the two. */
    private void deleteIfUnlisted(long number) throws IOException {
        if (entries.stream().noneMatch(entry -> entry.number() == number)) {
            GenerationFiles.delete(directory.resolve(GenerationEntry.directoryName(number)));
        }
    }
}
