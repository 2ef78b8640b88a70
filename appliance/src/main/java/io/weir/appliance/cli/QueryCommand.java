package io.weir.appliance.cli;

import io.weir.config.ByteSizes;
import io.weir.model.ByteSize;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code weir query}. */
@Command(
        name = "query",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Runs SQL (DuckDB's) over the journals: every stream, every pipeline and dead_letters is a table.",
            "Works while the appliance runs, on a stopped one, and on a copy. Without SQL, a prompt.",
            "A stream has the columns time, key, arrival and its fields; a pipeline window_start, window_end,",
            "revision, its groups and aggregates. Times are TIMESTAMP_NS in UTC; now() is UTC too."
        },
        footer = {
            "",
            "Examples:",
            "  weir query \"SELECT key, avg(temp) FROM press WHERE time > now() - INTERVAL 1 hour GROUP BY key\"",
            "  weir query \"FROM press_1m ORDER BY window_start DESC LIMIT 10\" --format ndjson",
            "  weir query \"SELECT count(*) FROM press WHERE key = ?\" -p p7 --from -1d",
            "  weir query \"FROM press\" --from -1d --format parquet -o press.parquet",
            "  weir query -f report.sql --format csv -o report.csv",
            "  weir query --data-dir /mnt/copy        a prompt, on a copy and without configuration"
        })
final class QueryCommand implements Callable<Integer> {
    enum Format {
        table,
        ndjson,
        csv,
        parquet
    }

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call
    CommandSpec spec;

    @Parameters(arity = "0..1", paramLabel = "SQL", description = "One statement or several, divided by semicolons.")
    @Nullable String sql;

    @Mixin
    final ConfigOption config = new ConfigOption();

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Read the journals of this directory, without a configuration.")
    @Nullable Path dataDir;

    @Option(names = "-f", paramLabel = "FILE", description = "Read the SQL from a file.")
    @Nullable Path file;

    @Option(
            names = "-p",
            paramLabel = "VALUE",
            description = "A value for a ? in the SQL; may be given several times. Needs a single statement.")
    List<String> parameters = new ArrayList<>();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            description = "${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}.")
    Format format = Format.table;

    @Option(names = "-o", paramLabel = "FILE", description = "Write the rows to a file instead of standard output.")
    @Nullable Path output;

    @Mixin
    final RangeOption range = new RangeOption();

    @Option(
            names = "--memory",
            paramLabel = "SIZE",
            converter = SizeConverter.class,
            description = "What a query may take before it goes to the disk; default: 512MiB.")
    @Nullable ByteSize memory;

    @Option(
            names = "--unsafe",
            description = "Let the SQL read and write files, load extensions, use the network and change settings.")
    boolean unsafe;

    @Override
    public Integer call() throws Exception {
        if (sql != null && file != null) {
            throw misuse("the SQL is given twice: as an argument, and in " + file);
        }
        range.check(spec);
        if (format == Format.parquet && output == null) {
            throw misuse("--format parquet needs a file: -o FILE");
        }
        return new QueryRun(this).call();
    }

    ParameterException misuse(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /** For picocli. */
    static final class SizeConverter implements ITypeConverter<ByteSize> {
        @Override
        public ByteSize convert(String text) {
            return ByteSizes.parse(text)
                    .filter(size -> size.bytes() > 0)
                    .orElseThrow(() -> new TypeConversionException("'" + text + "' is no size: write 512MiB or 2GiB"));
        }
    }
}
