package io.weir.brokers;

import java.util.Locale;
import java.util.function.Supplier;

/** Starts again on other ports when somebody else took one between its choice and its use. */
final class Attempts {
    private static final int MOST = 3;

    private Attempts() {}

    static <B> B untilPortIsKept(Supplier<B> start) {
        for (int attempt = 1; ; attempt++) {
            try {
                return start.get();
            } catch (BrokerException e) {
                if (attempt == MOST || !portWasTaken(e)) {
                    throw e;
                }
            }
        }
    }

    private static boolean portWasTaken(BrokerException e) {
        String message = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        return message.contains("already in use") || message.contains("something else answers");
    }
}
