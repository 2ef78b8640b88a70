package io.weir.appliance.query;

/** A query cannot be run, or has failed; the message is for the user. */
public final class QueryFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public QueryFailed(String message) {
        super(message);
    }

    QueryFailed(String message, Throwable cause) {
        super(message, cause);
    }
}
