package io.weir.appliance.cli;

import io.weir.appliance.replay.KeyFilter;
import io.weir.appliance.replay.LinePrinter;
import io.weir.appliance.replay.NdjsonPrinter;
import io.weir.appliance.replay.RowPrinter;
import io.weir.appliance.replay.Tap;
import io.weir.config.WeirConfig;
import io.weir.model.DeadLetters;
import io.weir.storage.ReadOnlyStore;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.core.exc.JacksonIOException;

/** {@code weir tap}. */
@Command(
        name = "tap",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Prints what is coming in and out right now: rows of streams, results of pipelines, dead letters,",
            "each when it is in its journal. Until Ctrl-C."
        },
        footer = {
            "",
            "Examples:",
            "  weir tap",
            "  weir tap press 'press_*' --rate 5",
            "  weir tap dead_letters --format ndjson"
        })
final class TapCommand implements Callable<Integer> {
    private enum Format {
        text,
        ndjson
    }

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call
    private CommandSpec spec;

    @Parameters(
            arity = "0..*",
            paramLabel = "NAME",
            description = "Streams, pipelines, dead_letters; with * and ? a pattern. Default: all.")
    private final List<String> names = new ArrayList<>();

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "Print at most N rows a second of each; how many are left out is said on standard error.")
    private long rate = Long.MAX_VALUE;

    @Option(names = "--limit", paramLabel = "N", description = "End after N rows.")
    private long limit = Long.MAX_VALUE;

    @Option(names = "--format", description = "${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}.")
    private Format format = Format.text;

    @Override
    public Integer call() throws Exception {
        if (rate < 1) {
            throw new ParameterException(spec.commandLine(), "--rate must be at least 1: " + rate);
        }
        if (limit < 0) {
            throw new ParameterException(spec.commandLine(), "--limit must not be negative: " + limit);
        }
        WeirConfig read = config.read();
        check(read);
        CtrlC stop = new CtrlC();
        try (ReadOnlyStore store = ReadOnlyStore.open(read.dataDir());
                OutputStream out = new FileOutputStream(FileDescriptor.out)) {
            RowPrinter printer = format == Format.text ? new LinePrinter(out) : NdjsonPrinter.named(out);
            try (Tap tap = new Tap(store, KeyFilter.of(names), printer, rate, TapCommand::sayLeftOut)) {
                tap.run(limit, stop);
            }
        } catch (JacksonIOException e) {
            return StandardOutput.ended(e.getCause());
        } catch (IOException e) {
            return StandardOutput.ended(e);
        } finally {
            stop.done();
        }
        return ExitCode.OK;
    }

    private static void sayLeftOut(String name, long rows) {
        System.err.println("weir: " + name + ": " + rows + " more row" + (rows == 1 ? "" : "s") + " in this second");
    }

    /** A name without a pattern must be one that can come. */
    private void check(WeirConfig read) {
        Set<String> known = new TreeSet<>(read.streams().keySet());
        known.addAll(read.pipelines().keySet());
        known.add(DeadLetters.NAME);
        for (String name : names) {
            if (name.indexOf('*') < 0 && name.indexOf('?') < 0 && !known.contains(name)) {
                throw CommandFailed.unknown("no stream or pipeline '" + name + "'", name, known);
            }
        }
    }
}
