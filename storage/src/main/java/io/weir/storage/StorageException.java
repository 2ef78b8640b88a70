package io.weir.storage;

/** The journal cannot do what was asked. The message names the file or journal, the cause and the remedy. */
public final class StorageException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StorageException(String message) {
        super(message);
    }

    public StorageException(String message, Throwable cause) {
        super(message, cause);
    }
}
