package io.weir.storage;

import java.io.IOException;

/** Makes the exceptions that only storage itself can make, for tests of those that have to live with them. */
public final class StorageExceptions {
    private StorageExceptions() {}

    /** There is no space now; later there may be. */
    public static StorageException temporary(String message) {
        return StorageException.temporary(message, new IOException("No space left on device"));
    }
}
