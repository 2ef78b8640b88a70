package io.weir.storage.delta;

import java.io.IOException;

/** Bytes are not a difference to others, or not to those. */
public final class DeltaException extends IOException {
    private static final long serialVersionUID = 1L;

    DeltaException(String message) {
        super(message);
    }
}
