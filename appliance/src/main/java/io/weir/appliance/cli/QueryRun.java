package io.weir.appliance.cli;

import io.weir.appliance.Pipelines;
import io.weir.appliance.query.Printers;
import io.weir.appliance.query.QueryOptions;
import io.weir.appliance.query.QuerySession;
import io.weir.appliance.query.ResultPrinter;
import io.weir.appliance.query.Statements;
import io.weir.appliance.query.TimeRange;
import io.weir.config.ConfigException;
import io.weir.config.StreamConfig;
import io.weir.config.WeirConfig;
import io.weir.model.ByteSize;
import io.weir.model.Schema;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.exc.JacksonIOException;

/** What {@code weir query} does; loaded when it does it. */
final class QueryRun implements Callable<Integer> {
    private final QueryCommand command;

    QueryRun(QueryCommand command) {
        this.command = command;
    }

    @Override
    public Integer call() throws Exception {
        Optional<String> sql = sql();
        QueryOptions options = options();
        try (QuerySession session = QuerySession.open(options)) {
            Runtime.getRuntime().addShutdownHook(new Thread(session::deleteSpilled, "spilled"));
            if (sql.isEmpty()) {
                return new QueryPrompt(session, printers()).run();
            }
            return run(session, sql.get());
        }
    }

    private Optional<String> sql() {
        Path file = command.file;
        if (file == null) {
            return Optional.ofNullable(command.sql);
        }
        try {
            return Optional.of(Files.readString(file));
        } catch (IOException e) {
            throw new CommandFailed("cannot read " + file + ": " + e);
        }
    }

    private QueryOptions options() throws ConfigException {
        TimeRange range = new TimeRange(command.range.fromNanos(), command.range.toNanos());
        Map<Schema, String> configured = new LinkedHashMap<>();
        Optional<ByteSize> budget = Optional.empty();
        Path dataDir = command.dataDir;
        if (dataDir == null) {
            WeirConfig read = command.config.read();
            dataDir = read.dataDir();
            budget = read.storage().budget();
            for (StreamConfig stream : read.streams().values()) {
                configured.put(stream.schema(), stream.journal());
            }
            for (Pipelines.Compiled pipeline : Pipelines.compile(read)) {
                configured.put(
                        pipeline.pipeline().resultSchema(), pipeline.config().journal());
            }
        }
        ByteSize memory = command.memory == null ? QueryOptions.MEMORY : command.memory;
        return new QueryOptions(
                dataDir, configured, range, memory, budget, command.unsafe, Optional.ofNullable(command.output));
    }

    private Printers printers() {
        return switch (command.format) {
            case table -> Printers.TABLE;
            case ndjson -> Printers.NDJSON;
            case csv -> Printers.CSV;
            case parquet -> throw command.misuse("--format parquet needs SQL");
        };
    }

    private int run(QuerySession session, String sql) {
        List<String> statements = Statements.split(sql).all();
        if (statements.isEmpty()) {
            throw command.misuse("there is no statement in the SQL");
        }
        if (statements.size() > 1 && !command.parameters.isEmpty()) {
            throw command.misuse("-p needs a single statement, there are " + statements.size());
        }
        Path output = command.output;
        if (output != null && command.format == QueryCommand.Format.parquet) {
            String last = statements.get(statements.size() - 1);
            for (String statement : statements.subList(0, statements.size() - 1)) {
                discard(session, statement);
            }
            warn(session.writeParquet(last, command.parameters, output));
            return ExitCode.OK;
        }
        try (OutputStream out =
                output == null ? new FileOutputStream(FileDescriptor.out) : Files.newOutputStream(output)) {
            for (String statement : statements) {
                run(session, statement, command.parameters, out, printers());
            }
        } catch (JacksonIOException e) {
            return ended(e.getCause());
        } catch (IOException e) {
            return ended(e);
        }
        return ExitCode.OK;
    }

    /** Runs one statement, prints its rows, and warns on standard error of what they lack. */
    static void run(QuerySession session, String sql, List<String> parameters, OutputStream out, Printers format)
            throws IOException {
        ResultPrinter printer = format.to(out);
        warn(session.run(sql, parameters, printer));
    }

    private static void discard(QuerySession session, String sql) {
        try {
            run(session, sql, List.of(), OutputStream.nullOutputStream(), Printers.CSV);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void warn(QuerySession.Outcome outcome) {
        outcome.warnings().forEach(line -> System.err.println("weir: " + line));
    }

    private int ended(@Nullable Throwable e) {
        if (command.output != null) {
            throw new CommandFailed("cannot write " + command.output + ": " + e);
        }
        return StandardOutput.ended(e);
    }
}
