package io.weir.storage.chronicle;

/** Chronicle's own logging. */
final class Logs {
    private Logs() {}

    /** Keeps Chronicle from greeting and from timing its internals on the log; what it fails at it throws as well. */
    static void quieten() {
        System.setProperty("chronicle.announcer.disable", "true");
        System.setProperty("chronicle.analytics.disable", "true");
    }
}
