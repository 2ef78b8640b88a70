package io.weir.storage.chronicle;

/** Chronicle's own logging. */
final class Logs {
    private Logs() {}

    /** Keeps Chronicle from greeting on the log and from phoning home, also where the launcher's options are missing. */
    static void quieten() {
        System.setProperty("chronicle.announcer.disable", "true");
        System.setProperty("chronicle.analytics.disable", "true");
    }
}
