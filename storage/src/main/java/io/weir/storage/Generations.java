package io.weir.storage;

import io.weir.storage.manifest.GenerationEntry;
import io.weir.storage.manifest.Manifest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** What a {@link JournalWalk} sees of a journal: its list of generations, as it is now. Called by the reader's thread. */
interface Generations {
    /** The journal's id. */
    String id();

    /** Where the generations lie. */
    Path directory();

    /** The list as of the last {@link #refresh}, or later. */
    Manifest manifest();

    /** Looks at the list anew, where that costs something. */
    void refresh();

    /** The last sequence that may be served now. */
    long limit();

    /** Where a reader may begin in a generation; null if that is not known. */
    default @Nullable TimeIndex index(GenerationEntry entry) {
        if (entry.isOpen()) {
            return null;
        }
        Path file = directory().resolve(entry.directoryName()).resolve(TimeIndex.NAME);
        try {
            return TimeIndex.decode(Files.readAllBytes(file));
        } catch (IOException e) {
            return null;
        }
    }

    /** The first generation that holds something beyond a sequence, or may still get it; null if there is none. */
    default @Nullable GenerationEntry after(long sequence) {
        for (GenerationEntry entry : manifest().generations()) {
            if (entry.last() > sequence) {
                return entry;
            }
        }
        return null;
    }

    /** The generation with this number as it is now; null if it has been deleted. */
    default @Nullable GenerationEntry get(long number) {
        for (GenerationEntry entry : manifest().generations()) {
            if (entry.number() == number) {
                return entry;
            }
        }
        return null;
    }
}
