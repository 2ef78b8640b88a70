package io.weir.storage;

import io.weir.model.Schema;
import io.weir.storage.manifest.GenerationEntry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * The journals of a data directory for reading only: takes no lock, writes nothing, and works beside a running appliance
 * (which it then follows, across its restarts) as well as without one. Its readers serve every whole document, also one
 * that is not durable yet. Thread-safe.
 */
public final class ReadOnlyStore implements AutoCloseable {
    private final Path journals;

    private ReadOnlyStore(Path journals) {
        this.journals = journals;
    }

    /**
     * Opens a data directory.
     *
     * @throws StorageException if there are no journals in it, or they may not be read
     */
    public static ReadOnlyStore open(Path dataDir) {
        Path journals = dataDir.resolve(JournalStore.JOURNALS);
        if (!Files.isDirectory(journals)) {
            throw new StorageException(
                    "there are no journals in " + dataDir + ": has the appliance run with this data_dir?");
        }
        if (!Files.isReadable(journals)) {
            throw new StorageException("journals in " + dataDir + " may not be read by this user");
        }
        return new ReadOnlyStore(journals);
    }

    /** The ids of the journals that are there. */
    public Set<String> journals() {
        try (Stream<Path> entries = Files.list(journals)) {
            Set<String> ids = new TreeSet<>();
            entries.filter(Files::isDirectory).forEach(entry -> ids.add(String.valueOf(entry.getFileName())));
            return ids;
        } catch (IOException e) {
            throw new StorageException("cannot list " + journals + ": " + e.getMessage(), e);
        }
    }

    /**
     * A reader; close it.
     *
     * @param afterSequence as for {@link Journal#reader}
     * @throws StorageException if there is no such journal
     */
    public JournalReader reader(String journal, long afterSequence) {
        return new JournalWalk(generations(journal), afterSequence);
    }

    /** The latest schema of each name in a journal, in order of appearance; every generation begins with those before. */
    public List<Schema> schemas(String journal) {
        FollowedGenerations generations = generations(journal);
        List<GenerationEntry> entries = generations.manifest().generations();
        Map<String, Schema> latest = new LinkedHashMap<>();
        if (!entries.isEmpty()) {
            GenerationEntry last = entries.get(entries.size() - 1);
            for (Schema schema : SchemaScan.of(generations.directory().resolve(last.directoryName()))) {
                latest.put(schema.name(), schema);
            }
        }
        return new ArrayList<>(latest.values());
    }

    /** Up to which sequence retention has deleted a journal; 0 if it has not. */
    public long deletedThrough(String journal) {
        return generations(journal).manifest().deletedThrough();
    }

    /** The last checkpoint of a named reader in a journal, as {@link Cursor#load}. */
    public Optional<Checkpoint> checkpoint(String name, String journal) {
        return CheckpointStore.load(journals.resolveSibling(JournalStore.CHECKPOINTS), name, journal);
    }

    private FollowedGenerations generations(String journal) {
        Path directory = journals.resolve(journal);
        if (!Files.isDirectory(directory)) {
            throw new StorageException("there is no journal " + journal + " in " + journals);
        }
        return new FollowedGenerations(journal, directory);
    }

    @Override
    public void close() {
        // Its readers are closed by those who opened them.
    }
}
