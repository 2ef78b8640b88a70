package io.weir.appliance.query;

import io.weir.model.Field;
import io.weir.model.FieldType;
import io.weir.model.Schema;
import java.util.ArrayList;
import java.util.List;

/**
 * A stream, a result or the dead letters as a table.
 *
 * <p>DuckDB sees it twice: as a table function, whose columns have names of ours and whose times are whole numbers, and as a
 * view over that with the names and types that a user sees. A filter on a time then stands in DuckDB's plan in one
 * form only, {@code make_timestamp_ns(weir_time) >= '…'}, which {@link PlanRanges} reads.
 *
 * @param journal where its rows are
 * @param schema the newest
 * @param function the name of the table function
 */
record QueryTable(String journal, Schema schema, String function) {
    /** The column of the function with a row's event time. */
    static final String TIME = "weir_time";

    /** What a column of the function holds. */
    enum Source {
        TIME,
        KEY,
        ARRIVAL,
        FIELD
    }

    /**
     * A column.
     *
     * @param name in the view
     * @param raw in the function
     * @param field number in the schema; -1 if it is none
     */
    record Column(String name, String raw, Source source, int field, FieldType type) {}

    String name() {
        return schema.name();
    }

    boolean isResult() {
        return schema.kind() == Schema.Kind.RESULT;
    }

    List<Column> columns() {
        List<Column> columns = new ArrayList<>();
        if (!isResult()) {
            columns.add(new Column("time", TIME, Source.TIME, -1, FieldType.TIMESTAMP));
            columns.add(new Column("key", "weir_key", Source.KEY, -1, FieldType.STRING));
            columns.add(new Column("arrival", "weir_arrival", Source.ARRIVAL, -1, FieldType.TIMESTAMP));
        }
        List<Field> fields = schema.fields();
        for (int i = 0; i < fields.size(); i++) {
            columns.add(new Column(
                    fields.get(i).name(),
                    "c" + i,
                    Source.FIELD,
                    i,
                    fields.get(i).type()));
        }
        return columns;
    }

    String createView() {
        StringBuilder sql =
                new StringBuilder("CREATE VIEW ").append(quoted(name())).append(" AS SELECT ");
        String separator = "";
        for (Column column : columns()) {
            sql.append(separator);
            sql.append(column.type() == FieldType.TIMESTAMP ? "make_timestamp_ns(" + column.raw() + ")" : column.raw());
            sql.append(" AS ").append(quoted(column.name()));
            separator = ", ";
        }
        return sql.append(" FROM ").append(function).append("()").toString();
    }

    private static String quoted(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }
}
