package io.weir.appliance.cli;

import io.weir.appliance.Pipelines;
import io.weir.appliance.replay.CsvPrinter;
import io.weir.appliance.replay.KeyFilter;
import io.weir.appliance.replay.LateRows;
import io.weir.appliance.replay.NdjsonPrinter;
import io.weir.appliance.replay.Pace;
import io.weir.appliance.replay.Replay;
import io.weir.appliance.replay.RowColumns;
import io.weir.appliance.replay.RowCondition;
import io.weir.appliance.replay.RowPrinter;
import io.weir.appliance.replay.RowSelection;
import io.weir.appliance.replay.RowTest;
import io.weir.config.ConfigException;
import io.weir.config.WeirConfig;
import io.weir.model.Schema;
import io.weir.storage.JournalReader;
import io.weir.storage.ReadOnlyStore;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.core.exc.JacksonIOException;

/** {@code weir replay}. */
@Command(
        name = "replay",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Prints the rows of a stream, of a pipeline or of dead_letters in journal order.",
            "Works while the appliance runs, and on a stopped one."
        },
        footer = {
            "",
            "Examples:",
            "  weir replay press --from -15m --key p7",
            "  weir replay press --key 'north-*' --where 'temp > 80 and rpm is not null'",
            "  weir replay press_1m --tail 20 --format csv",
            "  weir replay press_1m --from 2026-11-22T10:00:00Z --to 2026-11-22T11:00:00Z --format csv",
            "  weir replay press --fields time,temp --format csv -o temps.csv",
            "  weir replay press --from -1h --speed 10x",
            "  weir replay dead_letters --limit 10",
            "  weir replay press_1m --late --from -1h",
            "  weir replay press --follow"
        })
final class ReplayCommand implements Callable<Integer> {
    enum Format {
        ndjson,
        csv
    }

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call
    private CommandSpec spec;

    @Parameters(paramLabel = "NAME", description = "A stream, a pipeline, or dead_letters.")
    private String name = "";

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Mixin
    private final RangeOption range = new RangeOption();

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description = "Only rows of this key; may be given several times, and with * and ? be a pattern.")
    private List<String> keys = new ArrayList<>();

    @Option(
            names = "--where",
            paramLabel = "CONDITION",
            description = "Only rows for which it holds, as in the configuration: temp > 80 and state = 'run'.")
    private @Nullable String where;

    @Option(names = "--tail", paramLabel = "N", description = "Only the last N of the rows.")
    private @Nullable Long tail;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}.")
    private Format format = Format.ndjson;

    @Option(
            names = "--fields",
            paramLabel = "NAME",
            split = ",",
            description = "Only these columns, in this order; also arrival.")
    private List<String> fields = new ArrayList<>();

    @Option(names = "-o", paramLabel = "FILE", description = "Write the rows to a file instead of standard output.")
    private @Nullable Path output;

    @Option(
            names = "--speed",
            paramLabel = "FACTOR",
            description = "As far apart as they came (1x), or so many times as fast (10x); default: ${DEFAULT-VALUE}.")
    private String speed = "max";

    @Option(names = "--limit", paramLabel = "N", description = "At most this many rows.")
    private long limit = Long.MAX_VALUE;

    @Option(
            names = "--late",
            description = {
                "The rows of its stream that came too late for the windows of the pipeline NAME,",
                "found by running the pipeline again from the journal's beginning."
            })
    private boolean late;

    @Option(names = "--follow", description = "Go on with rows as they come, until Ctrl-C.")
    private boolean follow;

    @Override
    public Integer call() throws Exception {
        if (limit < 0) {
            throw new ParameterException(spec.commandLine(), "--limit must not be negative: " + limit);
        }
        if (tail != null && tail < 0) {
            throw new ParameterException(spec.commandLine(), "--tail must not be negative: " + tail);
        }
        if (tail != null && limit != Long.MAX_VALUE) {
            throw new ParameterException(spec.commandLine(), "--tail and --limit cannot be given together");
        }
        range.check(spec);
        pace();
        WeirConfig read = config.read();
        Path file = output;
        try (ReadOnlyStore store = ReadOnlyStore.open(read.dataDir());
                OutputStream out =
                        file == null ? new FileOutputStream(FileDescriptor.out) : Files.newOutputStream(file)) {
            replay(read, store, out);
        } catch (JacksonIOException e) {
            return ended(e.getCause());
        } catch (IOException e) {
            return ended(e);
        }
        return ExitCode.OK;
    }

    private int ended(@Nullable Throwable e) {
        if (output != null) {
            throw new CommandFailed("cannot write " + output + ": " + e);
        }
        return StandardOutput.ended(e);
    }

    /** {@code 1x}, {@code 0.5x}; null: {@code max}. */
    private @Nullable Pace pace() {
        if (speed.equals("max")) {
            return null;
        }
        double factor = speed.matches("[0-9]{1,6}(\\.[0-9]{1,6})?x")
                ? Double.parseDouble(speed.substring(0, speed.length() - 1))
                : 0;
        if (factor == 0) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--speed is '" + speed + "'; expected max, or how many times as fast: 1x, 10x, 0.5x");
        }
        return new Pace(factor);
    }

    private void replay(WeirConfig read, ReadOnlyStore store, OutputStream out) throws IOException, ConfigException {
        ReplayedRows rows = late ? ReplayedRows.lateFor(name, read) : ReplayedRows.of(name, read, store);
        String journal = rows.journal();
        Schema newest = rows.newest();
        RowPrinter printer = switch (format) {
            case ndjson -> new NdjsonPrinter(out, columns(newest, RowColumns.all()));
            case csv -> new CsvPrinter(out, newest, columns(newest, RowColumns.allOf(newest)));
        };
        RowSelection selection =
                new RowSelection(newest.name(), range.fromNanos(), range.toNanos(), KeyFilter.of(keys));
        List<RowTest> tests = tests(rows, read);
        CtrlC stop = new CtrlC();
        try (JournalReader reader = store.reader(journal, 0)) {
            long skip = tail == null ? 0 : Math.max(0, count(store, rows, selection, read, stop) - tail);
            new Replay(selection, tests, printer, skip, limit, pace()).run(reader, follow, stop);
            if (reader.skippedDocuments() > 0) {
                System.err.println(
                        "weir: " + reader.skippedDocuments() + " damaged documents of " + journal + " were left out");
            }
            if (late && reader.lostDocuments() > 0) {
                System.err.println("weir: the first " + reader.lostDocuments() + " documents of " + journal
                        + " have been deleted; rows that were late because of them may be missing here");
            }
        } finally {
            stop.done();
        }
    }

    private RowColumns columns(Schema newest, RowColumns all) {
        try {
            return fields.isEmpty() ? all : RowColumns.of(fields, newest);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--fields: " + e.getMessage(), e);
        }
    }

    private List<RowTest> tests(ReplayedRows rows, WeirConfig read) throws ConfigException {
        List<RowTest> tests = new ArrayList<>();
        String condition = where;
        try {
            if (condition != null) {
                tests.add(RowCondition.of(condition, rows.newest()));
            }
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), "--where: " + e.getMessage(), e);
        }
        if (late) {
            tests.add(new LateRows(Pipelines.compile(name, read)));
        }
        return tests;
    }

    /** How many rows there are now. */
    private long count(ReadOnlyStore store, ReplayedRows rows, RowSelection selection, WeirConfig read, CtrlC stop)
            throws IOException, ConfigException {
        try (JournalReader reader = store.reader(rows.journal(), 0)) {
            Replay counting = new Replay(selection, tests(rows, read), RowPrinter.NOTHING, 0, Long.MAX_VALUE, null);
            counting.run(reader, false, stop);
            return counting.printed();
        }
    }
}
