package io.weir.appliance.cli;

/** A command cannot go on; the message tells the user why and what to do. */
final class CommandFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CommandFailed(String message) {
        super(message);
    }
}
