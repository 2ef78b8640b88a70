package io.weir.storage.file;

import java.io.IOException;
import java.nio.file.Path;

/** A file may not grow now. Nothing was written; a later call may succeed. The message says how much room is missing. */
public final class NoSpaceException extends IOException {
    private static final long serialVersionUID = 1L;

    private NoSpaceException(String message) {
        super(message);
    }

    static NoSpaceException onDisk(Path path, long usable, long needed, long reserve) {
        return new NoSpaceException("no space for " + path + ": " + usable + " bytes are free, " + needed
                + " are needed" + beside(reserve) + "; free space on this file system or lower storage.budget");
    }

    static NoSpaceException inBudget(Path path, long limit, long room, long needed, long reserve) {
        return new NoSpaceException("no space for " + path + ": of storage.budget, " + limit + " bytes, "
                + Math.max(0, room) + " are left, " + needed + " are needed" + beside(reserve)
                + "; raise storage.budget, or give journals a smaller size or age");
    }

    private static String beside(long reserve) {
        return reserve > 0 ? " beside a reserve of " + reserve : "";
    }
}
