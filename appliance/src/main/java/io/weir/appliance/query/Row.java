package io.weir.appliance.query;

import java.sql.Array;
import java.sql.Blob;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Struct;
import java.sql.Timestamp;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.duckdb.DuckDBStruct;
import org.jspecify.annotations.Nullable;

/** The present row of a result, in types that printers know. Times become ISO-8601 texts in UTC, bytes Base64. */
final class Row {
    private final ResultSet rows;
    private final List<String> columns = new ArrayList<>();
    private final boolean[] isTimestamp;
    private final @Nullable Object[] values;

    Row(ResultSet rows) throws SQLException {
        this.rows = rows;
        ResultSetMetaData meta = rows.getMetaData();
        int count = meta.getColumnCount();
        isTimestamp = new boolean[count];
        values = new Object[count];
        for (int i = 0; i < count; i++) {
            columns.add(meta.getColumnName(i + 1));
            String type = meta.getColumnTypeName(i + 1);
            isTimestamp[i] = type.matches("TIMESTAMP(_S|_MS|_NS)?");
        }
    }

    List<String> columns() {
        return columns;
    }

    @Nullable Object[] values() throws SQLException {
        for (int i = 0; i < values.length; i++) {
            values[i] = isTimestamp[i] ? time(i + 1) : plain(rows.getObject(i + 1));
        }
        return values;
    }

    /** Not by way of java.sql.Timestamp, which knows only times that the local zone has. */
    private @Nullable String time(int index) throws SQLException {
        LocalDateTime time = rows.getObject(index, LocalDateTime.class);
        return time == null ? null : iso(time);
    }

    private static String iso(LocalDateTime utc) {
        return utc.toInstant(ZoneOffset.UTC).toString();
    }

    private static @Nullable Object plain(@Nullable Object value) throws SQLException {
        if (value == null || value instanceof Number || value instanceof Boolean || value instanceof String) {
            return value;
        }
        if (value instanceof Timestamp time) {
            return iso(time.toLocalDateTime());
        }
        if (value instanceof LocalDateTime time) {
            return iso(time);
        }
        if (value instanceof OffsetDateTime time) {
            return time.toInstant().toString();
        }
        if (value instanceof Blob blob) {
            return Base64.getEncoder().encodeToString(blob.getBytes(1, (int) blob.length()));
        }
        if (value instanceof Array array) {
            return list((Object[]) array.getArray());
        }
        if (value instanceof DuckDBStruct struct) {
            return map(struct.getMap());
        }
        if (value instanceof Struct struct) {
            return list(struct.getAttributes());
        }
        if (value instanceof Map<?, ?> map) {
            return map(map);
        }
        return value.toString();
    }

    private static List<@Nullable Object> list(@Nullable Object[] elements) throws SQLException {
        List<@Nullable Object> list = new ArrayList<>();
        for (Object element : elements) {
            list.add(plain(element));
        }
        return list;
    }

    private static Map<String, @Nullable Object> map(Map<?, ?> entries) throws SQLException {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        for (Map.Entry<?, ?> entry : entries.entrySet()) {
            map.put(String.valueOf(plain(entry.getKey())), plain(entry.getValue()));
        }
        return map;
    }
}
