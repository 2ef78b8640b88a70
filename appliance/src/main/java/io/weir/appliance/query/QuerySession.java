package io.weir.appliance.query;

import io.weir.config.Suggest;
import io.weir.model.DeadLetters;
import io.weir.model.Schema;
import io.weir.storage.ReadOnlyStore;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.duckdb.DuckDBFunctions;
import org.duckdb.DuckDBTableFunctionBuilder;
import org.jspecify.annotations.Nullable;

/**
 * An embedded DuckDB with every stream, result and the dead letters of a data directory as tables. Used by one thread, but
 * for {@link #cancel}.
 */
public final class QuerySession implements AutoCloseable {
    private static final Pattern NO_TABLE = Pattern.compile("Table with name (\\S+) does not exist");

    private final ReadOnlyStore store;
    private final SpillDirectory spill;
    private final Connection connection;
    private final TimeRange range;
    private final Map<String, TableScan> scans = new LinkedHashMap<>();
    private final PlanRanges plans;
    /** What runs now; guarded by this. */
    private @Nullable Statement running;

    /** Whether what runs, or has just run, was cancelled. */
    private volatile boolean cancelled;

    private QuerySession(QueryOptions options, ReadOnlyStore store, SpillDirectory spill, Connection connection)
            throws SQLException {
        this.store = store;
        this.spill = spill;
        this.connection = connection;
        this.range = options.range();
        List<QueryTable> tables = tables(store, options.configured());
        this.plans = new PlanRanges(tables);
        int threads = Runtime.getRuntime().availableProcessors();
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET TimeZone = 'UTC'");
            // Times of rows have no zone, they are UTC; now() has one in DuckDB, and could not be compared with them.
            statement.execute("CREATE MACRO now() AS (get_current_timestamp() AT TIME ZONE 'UTC')");
            for (QueryTable table : tables) {
                TableScan scan = new TableScan(store, table, threads);
                scan.setRange(range);
                scans.put(table.function(), scan);
                try (DuckDBTableFunctionBuilder function = DuckDBFunctions.tableFunction()) {
                    function.withName(table.function())
                            .withProjectionPushdown()
                            .withFunction(scan)
                            .register(connection);
                }
                statement.execute(table.createView());
            }
            if (!options.unsafe()) {
                lock(statement, options);
            }
        }
    }

    /**
     * Opens a data directory, of a running appliance, a stopped one, or a copy.
     *
     * @throws QueryFailed if DuckDB cannot be started
     * @throws io.weir.storage.StorageException if there are no journals
     */
    public static QuerySession open(QueryOptions options) {
        ReadOnlyStore store = ReadOnlyStore.open(options.dataDir());
        SpillDirectory spill = SpillDirectory.open(options.dataDir(), options.budget());
        Connection connection = null;
        boolean open = false;
        try {
            connection = connect(settings(options, spill));
            QuerySession session = new QuerySession(options, store, spill, connection);
            open = true;
            return session;
        } catch (SQLException e) {
            throw new QueryFailed(String.valueOf(e.getMessage()), e);
        } finally {
            if (!open) {
                close(connection);
                spill.close();
                store.close();
            }
        }
    }

    private static Connection connect(Properties settings) throws SQLException {
        try {
            return DriverManager.getConnection("jdbc:duckdb:", settings);
        } catch (LinkageError | RuntimeException e) {
            throw new QueryFailed(
                    "DuckDB's library cannot be loaded (" + (e.getCause() == null ? e : e.getCause())
                            + "); it is unpacked to "
                            + System.getProperty("java.io.tmpdir")
                            + ", where files must be allowed to be written and run: WEIR_JAVA_OPTS="
                            + "-Djava.io.tmpdir=DIR names another place",
                    e);
        }
    }

    private static Properties settings(QueryOptions options, SpillDirectory spill) {
        Properties settings = new Properties();
        settings.setProperty("jdbc_stream_results", "true");
        settings.setProperty("memory_limit", options.memory().bytes() + " bytes");
        settings.setProperty("temp_directory", spill.directory().toString());
        settings.setProperty("max_temp_directory_size", spill.maxBytes() + " bytes");
        if (!options.unsafe()) {
            settings.setProperty("autoinstall_known_extensions", "false");
            settings.setProperty("autoload_known_extensions", "false");
        }
        return settings;
    }

    private static void lock(Statement statement, QueryOptions options) throws SQLException {
        if (options.output().isPresent()) {
            Path file = options.output().get().toAbsolutePath();
            statement.execute("SET allowed_paths = [" + quoted(file.toString()) + "]");
        }
        statement.execute("SET enable_external_access = false");
        statement.execute("SET lock_configuration = true");
    }

    static String quoted(String text) {
        return '\'' + text.replace("'", "''") + '\'';
    }

    private static List<QueryTable> tables(ReadOnlyStore store, Map<Schema, String> configured) {
        Map<String, String> journals = new TreeMap<>();
        Map<String, Schema> schemas = new TreeMap<>();
        schemas.put(DeadLetters.NAME, DeadLetters.SCHEMA);
        journals.put(DeadLetters.NAME, DeadLetters.NAME);
        for (String journal : store.journals()) {
            for (Schema schema : store.schemas(journal)) {
                schemas.put(schema.name(), schema);
                journals.put(schema.name(), journal);
            }
        }
        configured.forEach((schema, journal) -> {
            schemas.put(schema.name(), schema);
            journals.put(schema.name(), journal);
        });
        List<QueryTable> tables = new ArrayList<>();
        for (Map.Entry<String, Schema> entry : schemas.entrySet()) {
            String journal = String.valueOf(journals.get(entry.getKey()));
            tables.add(new QueryTable(journal, entry.getValue(), "weir_scan_" + tables.size()));
        }
        return tables;
    }

    /** The names of the tables, in order. */
    public List<String> tables() {
        return scans.values().stream().map(scan -> scan.table().name()).toList();
    }

    /** The names of a table's columns, in order; none if there is no such table. */
    public List<String> columns(String table) {
        return scans.values().stream()
                .filter(scan -> scan.table().name().equals(table))
                .flatMap(scan -> scan.table().columns().stream())
                .map(QueryTable.Column::name)
                .toList();
    }

    /** The names of everything that can be called, without operators. */
    public List<String> functions() {
        List<String> names = new ArrayList<>();
        String sql =
                "SELECT DISTINCT function_name FROM duckdb_functions() WHERE regexp_matches(function_name, '^[a-z]')"
                        + " AND function_name NOT LIKE 'weir\\_scan%' ESCAPE '\\' ORDER BY 1";
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                names.add(rows.getString(1));
            }
        } catch (SQLException e) {
            throw failure(e);
        }
        return names;
    }

    /**
     * Runs a statement and prints its rows, if it has any.
     *
     * @param parameters for its {@code ?}
     * @return what was left out
     * @throws QueryFailed if it cannot be run or is cancelled
     * @throws IOException if the rows cannot be written
     */
    public Outcome run(String sql, List<String> parameters, ResultPrinter printer) throws IOException {
        pushDown(sql, parameters);
        long printed = 0;
        // A statement that has failed is not used again.
        try (PreparedStatement statement = prepare(sql, parameters)) {
            begin(statement);
            boolean hasRows = statement.execute();
            if (hasRows) {
                try (ResultSet rows = statement.getResultSet()) {
                    printed = print(rows, printer);
                }
            }
        } catch (SQLException e) {
            throw failure(isNameless(e) ? cause(sql, parameters, e) : e);
        } finally {
            begin(null);
        }
        return outcome(printed);
    }

    private boolean isNameless(SQLException error) {
        return !cancelled && String.valueOf(error.getMessage()).contains("Invalid result set");
    }

    /** DuckDB does not tell why a result has no first row when its rows come one by one; a run without rows tells. */
    private SQLException cause(String sql, List<String> parameters, SQLException nameless) {
        try (PreparedStatement again = prepare("EXPLAIN ANALYZE " + sql, parameters)) {
            begin(again);
            again.execute();
            return nameless;
        } catch (SQLException e) {
            return e;
        }
    }

    private Outcome outcome(long rows) {
        Map<String, Long> damaged = new TreeMap<>();
        long unfit = 0;
        for (TableScan scan : scans.values()) {
            TableScan.Losses losses = scan.finish();
            if (losses.documents() > 0) {
                damaged.merge(scan.table().journal(), losses.documents(), Math::max);
            }
            unfit += losses.values();
        }
        return new Outcome(rows, damaged, unfit);
    }

    /**
     * Writes the rows of a query to a Parquet file, which must be the output of the options unless they are unsafe.
     *
     * @throws QueryFailed if it cannot be run, is no query, or the file cannot be written
     */
    public Outcome writeParquet(String sql, List<String> parameters, Path file) {
        pushDown(sql, parameters);
        String name = quoted(file.toAbsolutePath().toString());
        String copy = "COPY (" + sql + "\n) TO " + name + " (FORMAT parquet, COMPRESSION zstd)";
        long rows;
        try (PreparedStatement statement = prepare(copy, parameters)) {
            begin(statement);
            rows = statement.executeUpdate();
        } catch (SQLException e) {
            throw failure(e);
        } finally {
            begin(null);
        }
        return outcome(rows);
    }

    /**
     * What has come of a statement.
     *
     * @param rows how many were printed
     * @param damaged how many documents of each journal were damaged or missing, where any were
     * @param unfit how many values of an older schema are null because they do not fit the newest
     */
    public record Outcome(long rows, Map<String, Long> damaged, long unfit) {
        /** What a user must know, a line each. */
        public List<String> warnings() {
            List<String> lines = new ArrayList<>();
            damaged.forEach((journal, n) -> lines.add(n + " damaged documents of " + journal + " were left out"));
            if (unfit > 0) {
                lines.add(unfit + " values were written under another type than the field has now; they are null");
            }
            return lines;
        }
    }

    private static long print(ResultSet rows, ResultPrinter printer) throws SQLException, IOException {
        Row row = new Row(rows);
        printer.begin(row.columns());
        long count = 0;
        while (rows.next()) {
            printer.print(row.values());
            count++;
        }
        printer.end();
        return count;
    }

    private PreparedStatement prepare(String sql, List<String> parameters) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        try {
            for (int i = 0; i < parameters.size(); i++) {
                statement.setString(i + 1, parameters.get(i));
            }
        } catch (SQLException e) {
            statement.close();
            throw e;
        }
        return statement;
    }

    /** Tells every table which range of time the statement can need. What is no query restricts nothing. */
    private void pushDown(String sql, List<String> parameters) {
        Map<String, TimeRange> ranges = Map.of();
        try (PreparedStatement explain = prepare("EXPLAIN (FORMAT json) " + sql, parameters);
                ResultSet plan = explain.executeQuery()) {
            if (plan.next()) {
                ranges = plans.of(plan.getString(2));
            }
        } catch (SQLException e) {
            // Then running it will tell.
            ranges = Map.of();
        }
        for (TableScan scan : scans.values()) {
            TimeRange wanted = ranges.getOrDefault(scan.table().function(), TimeRange.ALL);
            scan.setRange(range.and(wanted));
            scan.finish();
        }
    }

    private synchronized void begin(@Nullable Statement statement) {
        if (statement != null && running == null) {
            cancelled = false;
        }
        running = statement;
    }

    /** Ends what {@link #run} is running, from another thread. */
    public synchronized void cancel() {
        Statement now = running;
        if (now != null) {
            cancelled = true;
            try {
                now.cancel();
            } catch (SQLException e) {
                // It has ended by itself.
            }
        }
    }

    private QueryFailed failure(SQLException error) {
        String message = String.valueOf(error.getMessage()).strip();
        Matcher unknown = NO_TABLE.matcher(message);
        if (unknown.find()) {
            String name = unknown.group(1);
            return new QueryFailed(
                    "no stream or pipeline '" + name + "'; "
                            + Suggest.nearest(name, tables())
                                    .map(near -> "did you mean '" + near + "'?")
                                    .orElse("there are: " + String.join(", ", tables())),
                    error);
        }
        if (cancelled) {
            return new QueryFailed("cancelled", error);
        }
        return new QueryFailed(message, error);
    }

    private static void close(@Nullable Connection connection) {
        try {
            if (connection != null) {
                connection.close();
            }
        } catch (SQLException e) {
            // It is in memory only.
        }
    }

    /** Deletes what queries have put on the disk; for the end of the process. */
    public void deleteSpilled() {
        spill.close();
    }

    @Override
    public void close() {
        close(connection);
        scans.values().forEach(TableScan::finish);
        spill.close();
        store.close();
    }
}
