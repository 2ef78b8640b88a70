package io.weir.brokers;

import org.jspecify.annotations.Nullable;

/** A broker could not be started, stopped or asked for something; the message quotes the end of its log. */
public final class BrokerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BrokerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    BrokerException(String message) {
        this(message, null);
    }
}
