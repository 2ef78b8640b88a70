package io.weir.model;

import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What the rows of one stream, pipeline or of the dead letters are made of. Beside its fields each row has an event
 * time, a key and an arrival time.
 *
 * @param kind what produces the rows
 * @param name the id of the stream or pipeline in the configuration
 * @param fields ordered, with unique names
 */
public record Schema(Kind kind, String name, List<Field> fields) {

    /** What produces the rows of a schema. */
    public enum Kind {
        /** Rows decoded from a source. */
        STREAM(1),
        /** Window results: fields start with {@code window_start, window_end, revision}. */
        RESULT(2),
        /** Messages that could not be decoded. */
        DEAD_LETTER(3);

        private final byte code;

        Kind(int code) {
            this.code = (byte) code;
        }

        /** The number that stands for this kind in journal documents; never changes. */
        public byte code() {
            return code;
        }
    }

    public Schema {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(name, "name");
        fields = List.copyOf(fields);
        Set<String> names = new HashSet<>();
        for (Field field : fields) {
            if (!names.add(field.name())) {
                throw new IllegalArgumentException("schema " + name + " has two fields named " + field.name());
            }
        }
    }

    /** The position of the field with this name, or -1. */
    public int indexOf(String fieldName) {
        for (int i = 0; i < fields.size(); i++) {
            if (fields.get(i).name().equals(fieldName)) {
                return i;
            }
        }
        return -1;
    }

    /**
     * Identifies this schema in journal documents: FNV-1a (64 bit, Fowler, Noll, Vo) of its {@link #toString() canonical
     * text}. Equal schemas have equal ids on every machine.
     */
    public long id() {
        long hash = 0xcbf29ce484222325L;
        for (byte b : toString().getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
        }
        return hash;
    }

    /** Canonical text: {@code stream press(temp double, rpm long)}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder()
                .append(kind.name().toLowerCase(java.util.Locale.ROOT))
                .append(' ')
                .append(name)
                .append('(');
        for (int i = 0; i < fields.size(); i++) {
            text.append(i == 0 ? "" : ", ")
                    .append(fields.get(i).name())
                    .append(' ')
                    .append(fields.get(i).type().configName());
        }
        return text.append(')').toString();
    }
}
