package io.weir.brokers;

import java.util.List;
import java.util.stream.Stream;

/**
 * A command whose process lets the terminal's signals pass. Ctrl-C goes to a whole process group: without this the brokers
 * would stop at the same moment as the appliance that still has to drain them.
 */
public final class ShieldedCommand {
    /** An ignored signal stays ignored in what the shell becomes, and a JVM leaves it so. */
    private static final List<String> IGNORING = List.of("/bin/sh", "-c", "trap '' INT HUP; exec \"$0\" \"$@\"");

    private ShieldedCommand() {}

    /** The command, ignoring SIGINT and SIGHUP; it is still stopped by SIGTERM, SIGKILL and the end of its input. */
    public static List<String> of(List<String> command) {
        return Stream.concat(IGNORING.stream(), command.stream()).toList();
    }
}
