package io.weir.storage.file;

import java.io.IOException;

/** A file could not be written, as a rule for lack of space. What was there before still stands; it may be tried again. */
public final class NotWrittenException extends IOException {
    private static final long serialVersionUID = 1L;

    public NotWrittenException(String message, Throwable cause) {
        super(message, cause);
    }
}
