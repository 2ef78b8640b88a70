package io.weir.appliance.cli;

import org.jspecify.annotations.Nullable;

/** What comes of output that cannot be written. */
final class StandardOutput {
    private StandardOutput() {}

    /** The exit code if whoever read from us (head, less) has seen enough, which is no failure. */
    static int ended(@Nullable Throwable e) {
        String message = e == null ? "" : String.valueOf(e.getMessage());
        if (message.contains("Broken pipe")) {
            return ExitCode.OK;
        }
        throw new CommandFailed("cannot write to standard output: " + message);
    }
}
