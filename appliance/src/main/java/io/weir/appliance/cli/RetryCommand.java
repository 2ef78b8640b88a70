package io.weir.appliance.cli;

import io.weir.appliance.DeadLetterRetry;
import io.weir.appliance.DeadLetterRetry.Letter;
import io.weir.config.WeirConfig;
import io.weir.storage.StorageException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code weir retry}. */
@Command(
        name = "retry",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Puts dead letters through the present configuration again. What becomes rows now is appended to its",
            "stream, once; the rest stays. Needs a stopped appliance, but for --dry-run."
        },
        footer = {
            "",
            "Examples:",
            "  weir retry --dry-run",
            "  weir retry --stream press --reason type_mismatch",
            "  weir retry --from -2h"
        })
final class RetryCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call
    private CommandSpec spec;

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Option(
            names = "--stream",
            paramLabel = "NAME",
            description = "Only letters of this stream; may be given several times.")
    private List<String> streams = new ArrayList<>();

    @Mixin
    private final RangeOption range = new RangeOption();

    @Option(
            names = "--reason",
            paramLabel = "REASON",
            description = "Only letters with this reason; may be given several times.")
    private List<String> reasons = new ArrayList<>();

    @Option(names = "--dry-run", description = "Only say what would become of them.")
    private boolean dryRun;

    @Override
    public Integer call() throws Exception {
        range.check(spec);
        WeirConfig read = config.read();
        for (String stream : streams) {
            if (!read.streams().containsKey(stream)) {
                throw CommandFailed.unknown(
                        "no stream '" + stream + "' is configured",
                        stream,
                        read.streams().keySet());
            }
        }
        print(retry(read), spec.commandLine().getOut());
        return ExitCode.OK;
    }

    private Map<String, DeadLetterRetry.Result> retry(WeirConfig read) throws Exception {
        if (dryRun) {
            return DeadLetterRetry.dryRun(read, selection());
        }
        try {
            return DeadLetterRetry.run(read, selection());
        } catch (StorageException e) {
            if (String.valueOf(e.getMessage()).contains(" is in use")) {
                throw new CommandFailed("the appliance is running: data directory " + read.dataDir()
                        + " is in use. Stop it, retry, and start it again; --dry-run works while it runs");
            }
            throw e;
        }
    }

    private Predicate<Letter> selection() {
        long begin = range.fromNanos();
        long end = range.toNanos();
        return letter -> (streams.isEmpty() || streams.contains(letter.stream()))
                && (reasons.isEmpty() || reasons.contains(letter.reason()))
                && letter.timeNanos() >= begin
                && letter.timeNanos() < end;
    }

    private void print(Map<String, DeadLetterRetry.Result> results, PrintWriter out) {
        if (results.isEmpty()) {
            out.println("no dead letters");
        }
        results.forEach((stream, result) -> {
            out.println(stream + ": " + result.retried() + (dryRun ? " would become " : " became ") + result.rows()
                    + " rows");
            line(out, result.dropped(), "dropped by the stream's rules");
            line(out, result.before(), "retried before");
            line(out, result.cut(), "not whole: only the beginning of the payload was kept");
            result.rejected().forEach((reason, count) -> line(out, count, "still " + reason));
        });
        out.flush();
    }

    private static void line(PrintWriter out, long count, String what) {
        if (count > 0) {
            out.println("  " + count + " " + what);
        }
    }
}
