package io.weir.appliance.cli;

import io.weir.model.EventTime;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** {@code --from TIME --to TIME}, the same for every command. */
final class RangeOption {
    @Option(
            names = "--from",
            paramLabel = "TIME",
            converter = TimeArgument.Converter.class,
            description = {
                "Begin with this time: ISO-8601, epoch milliseconds, now, or relative (-15m). Of rows it is the event time,",
                "of windows the last instant that they cover, of dead letters when the message came."
            })
    private @Nullable TimeArgument from;

    @Option(
            names = "--to",
            paramLabel = "TIME",
            converter = TimeArgument.Converter.class,
            description = "End before this time.")
    private @Nullable TimeArgument to;

    /** The earliest time, inclusive; {@link Long#MIN_VALUE}: any. */
    long fromNanos() {
        return from == null ? Long.MIN_VALUE : from.nanos();
    }

    /** The latest time, exclusive; {@link Long#MAX_VALUE}: any. */
    long toNanos() {
        return to == null ? Long.MAX_VALUE : to.nanos();
    }

    /** @throws ParameterException if the range is none */
    void check(CommandSpec spec) {
        if (from != null && to != null && fromNanos() >= toNanos()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--from (" + EventTime.format(fromNanos()) + ") must be before --to (" + EventTime.format(toNanos())
                            + ")");
        }
    }
}
