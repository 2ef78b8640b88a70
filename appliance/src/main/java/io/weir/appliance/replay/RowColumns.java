package io.weir.appliance.replay;

import io.weir.config.Suggest;
import io.weir.model.Field;
import io.weir.model.Schema;
import java.util.ArrayList;
import java.util.List;

/**
 * Which columns of rows are printed: chosen ones, or all that a row has ({@code time}, {@code key} and its fields; of a result
 * its fields). {@code arrival} must be chosen. Used by one thread.
 */
public final class RowColumns {
    private static final String TIME_NAME = "time";
    private static final String KEY_NAME = "key";
    private static final String ARRIVAL_NAME = "arrival";

    /** A row's event time. */
    static final int TIME = -1;
    /** A row's key. */
    static final int KEY = -2;
    /** When the appliance took a row in. */
    static final int ARRIVAL = -3;
    /** The row has no such column. */
    static final int ABSENT = -4;

    /**
     * A column of rows of one schema.
     *
     * @param place the field's index, or one of the places above
     */
    record Column(String name, int place) {}

    /** Empty: all. */
    private final List<String> chosen;

    // Of the schema that was asked for last.
    private Schema schema = new Schema(Schema.Kind.STREAM, "none", List.of());
    private List<Column> columns;

    private RowColumns(List<String> chosen) {
        this.chosen = chosen;
        this.columns = find(schema);
    }

    /** All that each row has. */
    public static RowColumns all() {
        return new RowColumns(List.of());
    }

    /** All that rows of a schema have, of whichever schema the row is. */
    public static RowColumns allOf(Schema schema) {
        return new RowColumns(names(schema));
    }

    /**
     * These, in this order.
     *
     * @param known the newest schema
     * @throws IllegalArgumentException if it has no column of such a name; the message says which
     */
    public static RowColumns of(List<String> names, Schema known) {
        List<String> possible = new ArrayList<>(names(known));
        List.of(TIME_NAME, KEY_NAME, ARRIVAL_NAME).stream()
                .filter(name -> !possible.contains(name))
                .forEach(possible::add);
        for (String name : names) {
            if (!possible.contains(name)) {
                throw new IllegalArgumentException("there is no column '" + name + "' in " + known.name()
                        + Suggest.nearest(name, possible)
                                .map(near -> "; did you mean '" + near + "'?")
                                .orElse("; there is: " + String.join(", ", possible)));
            }
        }
        return new RowColumns(List.copyOf(names));
    }

    private static List<String> names(Schema schema) {
        List<String> names = new ArrayList<>();
        if (schema.kind() != Schema.Kind.RESULT) {
            names.add(TIME_NAME);
            names.add(KEY_NAME);
        }
        schema.fields().stream().map(Field::name).forEach(names::add);
        return names;
    }

    /** The columns of rows of a schema. */
    @SuppressWarnings("ReferenceEquality") // a schema comes again and again; which one it is is only a shortcut
    List<Column> of(Schema rows) {
        if (rows != schema) {
            schema = rows;
            columns = find(rows);
        }
        return columns;
    }

    private List<Column> find(Schema rows) {
        List<Column> found = new ArrayList<>();
        for (String name : chosen.isEmpty() ? names(rows) : chosen) {
            found.add(new Column(name, place(name, rows)));
        }
        return found;
    }

    private static int place(String name, Schema rows) {
        int field = rows.indexOf(name);
        if (field >= 0) {
            return field;
        }
        return switch (name) {
            case TIME_NAME -> TIME;
            case KEY_NAME -> KEY;
            case ARRIVAL_NAME -> ARRIVAL;
            default -> ABSENT;
        };
    }
}
