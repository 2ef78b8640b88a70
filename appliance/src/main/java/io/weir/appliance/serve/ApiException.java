package io.weir.appliance.serve;

/** The HTTP interface cannot be started; the message says why and what to do. */
public final class ApiException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    ApiException(String message, Throwable cause) {
        super(message, cause);
    }
}
