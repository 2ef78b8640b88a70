package io.weir.ingest.file;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import tools.jackson.core.JsonGenerator;

/**
 * A column of a Parquet file, and how its values are written as JSON: times as ISO-8601 texts (one without a zone is UTC),
 * numbers with all their digits, numbers that JSON does not have and everything else as texts, bytes in Base64.
 *
 * @param expression of DuckDB's SQL, which gives the value in the form that {@link #kind} reads
 */
record ParquetColumn(String name, Kind kind, String expression) {
    private static final Set<String> INTEGERS =
            Set.of("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER");

    private static final Set<String> LARGE_INTEGERS = Set.of("UBIGINT", "HUGEINT", "UHUGEINT");

    /** How a value is read and written. */
    enum Kind {
        LONG,
        FLOAT,
        DOUBLE,
        BOOL,
        /** A time, as a whole number of milliseconds since 1970. */
        MILLIS,
        MICROS,
        NANOS,
        /** A text that is JSON: a number, or a structure. */
        JSON,
        TEXT
    }

    /** @param type as DuckDB describes it */
    static ParquetColumn of(String name, String type) {
        String column = '"' + name.replace("\"", "\"\"") + '"';
        if (isNested(type)) {
            return new ParquetColumn(name, Kind.JSON, "CAST(to_json(" + column + ") AS VARCHAR)");
        }
        if (INTEGERS.contains(type)) {
            return new ParquetColumn(name, Kind.LONG, column);
        }
        if (LARGE_INTEGERS.contains(type) || type.startsWith("DECIMAL(")) {
            return new ParquetColumn(name, Kind.JSON, text(column));
        }
        return switch (type) {
            case "FLOAT" -> new ParquetColumn(name, Kind.FLOAT, column);
            case "DOUBLE" -> new ParquetColumn(name, Kind.DOUBLE, column);
            case "BOOLEAN" -> new ParquetColumn(name, Kind.BOOL, column);
            case "BLOB" -> new ParquetColumn(name, Kind.TEXT, "base64(" + column + ")");
            case "DATE" -> new ParquetColumn(name, Kind.MILLIS, finite(column, "epoch_ms"));
            default -> {
                if (type.startsWith("TIMESTAMP_NS")) {
                    yield new ParquetColumn(name, Kind.NANOS, finite(column, "epoch_ns"));
                }
                yield type.startsWith("TIMESTAMP")
                        ? new ParquetColumn(name, Kind.MICROS, finite(column, "epoch_us"))
                        : new ParquetColumn(name, Kind.TEXT, text(column));
            }
        };
    }

    private static boolean isNested(String type) {
        return type.endsWith("]") || type.startsWith("STRUCT(") || type.startsWith("MAP(") || type.startsWith("UNION(");
    }

    private static String text(String column) {
        return "CAST(" + column + " AS VARCHAR)";
    }

    /** Infinite times are null. */
    private static String finite(String column, String function) {
        return "CASE WHEN isfinite(" + column + ") THEN " + function + "(" + column + ") END";
    }

    /** Writes the value of the present row as a member; a null as null. */
    void write(ResultSet rows, int index, JsonGenerator json) throws SQLException {
        json.writeName(name);
        switch (kind) {
            case LONG -> whole(rows.getLong(index), rows, json);
            case FLOAT -> real(Float.toString(rows.getFloat(index)), rows, json);
            case DOUBLE -> real(Double.toString(rows.getDouble(index)), rows, json);
            case BOOL -> {
                boolean value = rows.getBoolean(index);
                if (rows.wasNull()) {
                    json.writeNull();
                } else {
                    json.writeBoolean(value);
                }
            }
            case MILLIS -> time(rows.getLong(index), TimeUnit.SECONDS.toMillis(1), rows, json);
            case MICROS -> time(rows.getLong(index), TimeUnit.SECONDS.toMicros(1), rows, json);
            case NANOS -> time(rows.getLong(index), TimeUnit.SECONDS.toNanos(1), rows, json);
            case JSON, TEXT -> {
                String value = rows.getString(index);
                if (value == null) {
                    json.writeNull();
                } else if (kind == Kind.JSON) {
                    json.writeRawValue(value);
                } else {
                    json.writeString(value);
                }
            }
        }
    }

    private static void whole(long value, ResultSet rows, JsonGenerator json) throws SQLException {
        if (rows.wasNull()) {
            json.writeNull();
        } else {
            json.writeNumber(value);
        }
    }

    private static void real(String value, ResultSet rows, JsonGenerator json) throws SQLException {
        if (rows.wasNull()) {
            json.writeNull();
        } else if (value.startsWith("N") || value.endsWith("y")) {
            json.writeString(value); // NaN, Infinity
        } else {
            json.writeRawValue(value);
        }
    }

    private static void time(long value, long perSecond, ResultSet rows, JsonGenerator json) throws SQLException {
        if (rows.wasNull()) {
            json.writeNull();
        } else {
            long nanos = Math.floorMod(value, perSecond) * (TimeUnit.SECONDS.toNanos(1) / perSecond);
            json.writeString(Instant.ofEpochSecond(Math.floorDiv(value, perSecond), nanos)
                    .toString());
        }
    }
}
