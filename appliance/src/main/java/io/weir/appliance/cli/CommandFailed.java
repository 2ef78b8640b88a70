package io.weir.appliance.cli;

import io.weir.config.Suggest;
import java.util.Collection;

/** A command cannot go on; the message tells the user why and what to do. */
final class CommandFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CommandFailed(String message) {
        super(message);
    }

    /**
     * There is nothing of this name.
     *
     * @param message what there is not
     */
    static CommandFailed unknown(String message, String name, Collection<String> known) {
        return new CommandFailed(message + "; "
                + Suggest.nearest(name, known)
                        .map(near -> "did you mean '" + near + "'?")
                        .orElseGet(() -> "there are: " + String.join(", ", known)));
    }
}
