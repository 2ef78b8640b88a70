package io.weir.appliance.cli;

import io.weir.appliance.Pipelines;
import io.weir.appliance.backtest.Backtest;
import io.weir.appliance.backtest.BacktestReport;
import io.weir.config.WeirConfig;
import io.weir.model.Schema;
import io.weir.storage.ReadOnlyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code weir backtest}. */
@Command(
        name = "backtest",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Runs the pipelines of a configuration over the recorded rows, and shows where their results differ from",
            "the recorded ones. Of a window the last revision counts. Writes nothing; works while the appliance runs.",
            "Ends with exit code 3 when results differ."
        },
        footer = {
            "",
            "Examples:",
            "  weir backtest -c new.yaml",
            "  weir backtest -c new.yaml press_1m --from -1d",
            "  weir backtest -c new.yaml --tolerance 1e-6 --format ndjson"
        })
final class BacktestCommand implements Callable<Integer> {
    private enum Format {
        text,
        ndjson
    }

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call
    private CommandSpec spec;

    @Parameters(arity = "0..*", paramLabel = "PIPELINE", description = "Pipelines to run; default: all.")
    private final List<String> names = new ArrayList<>();

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Mixin
    private final RangeOption range = new RangeOption();

    @Option(
            names = "--tolerance",
            paramLabel = "NUMBER",
            description =
                    "Doubles may differ by this, times the larger of 1 and themselves; default: ${DEFAULT-VALUE}.")
    private double tolerance = 1e-12;

    @Option(names = "--format", description = "${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}.")
    private Format format = Format.text;

    @Override
    public Integer call() throws Exception {
        if (!(tolerance >= 0)) {
            throw new ParameterException(spec.commandLine(), "--tolerance must not be negative: " + tolerance);
        }
        range.check(spec);
        WeirConfig read = config.read();
        List<Pipelines.Compiled> pipelines = pipelines(read);
        BacktestReport report = format == Format.text
                ? BacktestReport.text(spec.commandLine().getOut())
                : BacktestReport.ndjson(spec.commandLine().getOut());
        boolean equal = true;
        try (ReadOnlyStore store = ReadOnlyStore.open(read.dataDir())) {
            for (Pipelines.Compiled pipeline : pipelines) {
                equal &= run(store, pipeline, report);
            }
        }
        return equal ? ExitCode.OK : ExitCode.DIFFERENT;
    }

    private boolean run(ReadOnlyStore store, Pipelines.Compiled pipeline, BacktestReport report) {
        String journal = pipeline.input().journal();
        if (!store.journals().contains(journal)) {
            throw new CommandFailed("there is no journal '" + journal + "' yet, which "
                    + pipeline.config().id() + " reads: has the appliance run with this data_dir?");
        }
        Schema results = pipeline.pipeline().resultSchema();
        Backtest backtest = new Backtest(
                store,
                pipeline,
                range.fromNanos(),
                range.toNanos(),
                tolerance,
                difference -> report.difference(results, difference));
        ProgressBar bar = new ProgressBar("backtest of " + results.name());
        backtest.run((done, total) -> bar.show(done, total, "documents"));
        bar.clear();
        report.end(backtest);
        return backtest.tally().isEqual();
    }

    private List<Pipelines.Compiled> pipelines(WeirConfig read) throws Exception {
        if (read.pipelines().isEmpty()) {
            throw new CommandFailed("the configuration has no pipelines");
        }
        for (String name : names) {
            if (!read.pipelines().containsKey(name)) {
                throw CommandFailed.unknown(
                        "no pipeline '" + name + "'", name, read.pipelines().keySet());
            }
        }
        return Pipelines.compile(read).stream()
                .filter(it -> names.isEmpty() || names.contains(it.config().id()))
                .toList();
    }
}
