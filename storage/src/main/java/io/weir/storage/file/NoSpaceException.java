package io.weir.storage.file;

import java.io.IOException;
import java.nio.file.Path;

/** A file may not grow now. Nothing was written; a later call may succeed. The message says how much room is missing. */
public final class NoSpaceException extends IOException {
    private static final long serialVersionUID = 1L;

    NoSpaceException(Path path, long usable, long needed, long reserve) {
        super("no space for " + path + ": " + usable + " bytes are free, " + needed + " are needed"
                + (reserve > 0 ? " beside a reserve of " + reserve : "")
                + "; free space on this file system or lower storage.budget");
    }
}
