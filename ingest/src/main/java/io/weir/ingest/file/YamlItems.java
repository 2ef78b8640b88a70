package io.weir.ingest.file;

import io.weir.config.yaml.YamlTable;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;

/** The items of a YAML file, which is read whole. */
final class YamlItems implements ListItems {
    private final Iterator<@Nullable Object> items;

    YamlItems(Path file, InputStream in) throws IOException {
        items = YamlTable.read(file, in.readNBytes(YamlTable.MAX_BYTES + 1)).iterator();
    }

    @Override
    public boolean hasNext() {
        return items.hasNext();
    }

    @Override
    public void skip() {
        items.next();
    }

    @Override
    public void write(JsonGenerator out) {
        write(items.next(), out);
    }

    private static void write(@Nullable Object value, JsonGenerator out) {
        if (value instanceof Map<?, ?> members) {
            out.writeStartObject();
            members.forEach((name, member) -> {
                out.writeName(ListItems.writable(String.valueOf(name)));
                write(member, out);
            });
            out.writeEndObject();
        } else if (value instanceof List<?> list) {
            out.writeStartArray();
            list.forEach(item -> write(item, out));
            out.writeEndArray();
        } else if (value instanceof String text) {
            out.writeString(ListItems.writable(text));
        } else if (value instanceof BigInteger number) {
            out.writeNumber(number);
        } else if (value instanceof BigDecimal number) {
            out.writeNumber(number);
        } else if (value instanceof Boolean bool) {
            out.writeBoolean(bool);
        } else {
            out.writeNull();
        }
    }
}
