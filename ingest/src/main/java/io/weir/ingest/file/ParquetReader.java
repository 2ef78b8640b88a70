package io.weir.ingest.file;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.ByteArrayBuilder;

/**
 * The rows of a Parquet file as JSON objects, one a message; a place in the file is a row, counted from 0. DuckDB reads the
 * file, in this thread and as it is asked, with little memory beside the columns' open pages.
 */
final class ParquetReader implements RecordReader {
    private static final JsonFactory FACTORY = new JsonFactory();
    private static final String MEMORY = "128MB";
    private static final int MAX_ROWS = 1024;
    private static final int MAX_BYTES = 256 * 1024;

    private final int maxRow;
    private final Connection connection;
    private final List<ParquetColumn> columns = new ArrayList<>();
    private final ResultSet rows;
    private long next;
    private boolean exhausted;
    private boolean atEnd;

    private byte[] bytes = {};
    private final int[] starts = new int[MAX_ROWS];
    private final int[] lengths = new int[MAX_ROWS];
    private final long[] sizes = new long[MAX_ROWS];
    private long first;
    private int count;

    /**
     * Opens a file.
     *
     * @param from the row to begin with
     * @param maxRow how many bytes of a row are kept
     * @throws IOException if it is no Parquet file, or not yet
     */
    ParquetReader(Path file, long from, int maxRow) throws IOException {
        this.maxRow = maxRow;
        this.next = from;
        Connection opened = null;
        try {
            opened = connect();
            Statement statement = opened.createStatement();
            String name = "'" + file.toString().replace("'", "''") + "'";
            // A name may hold what is a pattern to DuckDB; a list of one is none.
            try (ResultSet described = statement.executeQuery("DESCRIBE SELECT * FROM read_parquet([" + name + "])")) {
                while (described.next()) {
                    columns.add(ParquetColumn.of(described.getString(1), described.getString(2)));
                }
            }
            StringBuilder query = new StringBuilder("SELECT file_row_number");
            columns.forEach(column -> query.append(", ").append(column.expression()));
            query.append(" FROM read_parquet([").append(name).append("], file_row_number = true)");
            query.append(" WHERE file_row_number >= ").append(from);
            rows = statement.executeQuery(query.toString());
            connection = opened;
            opened = null;
        } catch (SQLException e) {
            throw failure(e);
        } finally {
            close(opened);
        }
    }

    private static Connection connect() throws IOException, SQLException {
        Properties settings = new Properties();
        settings.setProperty("jdbc_stream_results", "true");
        settings.setProperty("threads", "1");
        settings.setProperty("memory_limit", MEMORY);
        settings.setProperty("autoinstall_known_extensions", "false");
        settings.setProperty("autoload_known_extensions", "false");
        try {
            return DriverManager.getConnection("jdbc:duckdb:", settings);
        } catch (LinkageError | RuntimeException e) {
            throw new IOException(
                    "cannot be read as Parquet: DuckDB's library cannot be loaded ("
                            + (e.getCause() == null ? e : e.getCause()) + "); it is unpacked to "
                            + System.getProperty("java.io.tmpdir")
                            + ", where files must be allowed to be written and run: WEIR_JAVA_OPTS="
                            + "-Djava.io.tmpdir=DIR names another place",
                    e);
        }
    }

    /** With the first line of DuckDB's message: the others show the query. */
    private static IOException failure(SQLException error) {
        String message = String.valueOf(error.getMessage()).lines().findFirst().orElse("");
        return new IOException("is not read as Parquet: " + message, error);
    }

    @Override
    public void read() throws IOException {
        count = 0;
        first = next;
        try (ByteArrayBuilder out = new ByteArrayBuilder()) {
            int from = 0;
            while (count < MAX_ROWS && from < MAX_BYTES) {
                if (exhausted || !rows.next()) {
                    exhausted = true;
                    break;
                }
                if (rows.getLong(1) != next) {
                    throw new IOException("row " + next + " is missing");
                }
                write(out);
                add(from, out.size() - from);
                from = out.size();
                next++;
            }
            bytes = out.toByteArray();
            atEnd = exhausted && count == 0;
        } catch (SQLException e) {
            count = 0;
            next = first;
            throw failure(e);
        }
    }

    private void write(ByteArrayBuilder out) throws SQLException {
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartObject();
            for (int i = 0; i < columns.size(); i++) {
                columns.get(i).write(rows, i + 2, json);
            }
            json.writeEndObject();
        }
    }

    private void add(int from, int length) {
        starts[count] = from;
        lengths[count] = Math.min(length, maxRow);
        sizes[count++] = length;
    }

    @Override
    public void finish() {
        count = 0;
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public byte[] bytes() {
        return bytes;
    }

    @Override
    public int start(int message) {
        return starts[message];
    }

    @Override
    public int length(int message) {
        return lengths[message];
    }

    @Override
    public long size(int message) {
        return sizes[message];
    }

    @Override
    public long last(int message) {
        return first + message;
    }

    @Override
    public long offset() {
        return next;
    }

    @Override
    public long readTo() {
        return next;
    }

    @Override
    public boolean isAtEnd() {
        return atEnd;
    }

    @Override
    public void close() {
        close(connection);
    }

    private static void close(@Nullable Connection connection) {
        if (connection != null) {
            try {
                connection.close();
            } catch (SQLException e) {
                // It was only read.
            }
        }
    }
}
