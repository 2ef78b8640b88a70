package io.weir.storage;

/** The journal cannot do what was asked. The message names the file or journal, the cause and the remedy. */
public final class StorageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final boolean temporary;

    public StorageException(String message) {
        super(message);
        temporary = false;
    }

    public StorageException(String message, Throwable cause) {
        this(message, cause, false);
    }

    private StorageException(String message, Throwable cause, boolean temporary) {
        super(message, cause);
        this.temporary = temporary;
    }

    /** Nothing was changed, and the same call may succeed later: the disk is full. */
    static StorageException temporary(String message, Throwable cause) {
        return new StorageException(message, cause, true);
    }

    /** Whether the same call may succeed later without a restart; nothing was written by this one. */
    public boolean temporary() {
        return temporary;
    }
}
