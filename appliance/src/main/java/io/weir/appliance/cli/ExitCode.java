package io.weir.appliance.cli;

/** What the process ends with. */
final class ExitCode {
    /** Done. */
    static final int OK = 0;
    /** Failed while running. */
    static final int FAILED = 1;
    /** Wrong usage of the command line. */
    static final int USAGE = 2;
    /** Results differ. */
    static final int DIFFERENT = 3;
    /** Wrong configuration (EX_CONFIG of sysexits). */
    static final int CONFIG = 78;

    private ExitCode() {}
}
