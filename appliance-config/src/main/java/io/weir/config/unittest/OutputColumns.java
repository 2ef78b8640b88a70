package io.weir.config.unittest;

import io.weir.model.Field;
import io.weir.model.FieldType;
import io.weir.model.Schema;
import java.util.LinkedHashMap;
import java.util.Map;

/** What of a row can be compared. */
public final class OutputColumns {
    private OutputColumns() {}

    /** Whether the rows of a schema have a time, a key and an arrival of their own: not those of a pipeline. */
    public static boolean hasOwn(Schema schema) {
        return schema.kind() != Schema.Kind.RESULT;
    }

    /** The columns, in order. */
    public static Map<String, FieldType> of(Schema schema) {
        Map<String, FieldType> columns = new LinkedHashMap<>();
        if (hasOwn(schema)) {
            columns.put("time", FieldType.TIMESTAMP);
            columns.put("key", FieldType.STRING);
            columns.put("arrival", FieldType.TIMESTAMP);
        }
        for (Field field : schema.fields()) {
            columns.put(field.name(), field.type());
        }
        return columns;
    }
}
