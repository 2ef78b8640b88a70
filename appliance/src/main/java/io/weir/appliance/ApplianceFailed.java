package io.weir.appliance;

/** An appliance can no longer do its work; the message says which part, why, and what to do. */
public final class ApplianceFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ApplianceFailed(String message) {
        super(message);
    }

    ApplianceFailed(String message, Throwable cause) {
        super(message, cause);
    }
}
