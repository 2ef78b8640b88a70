package io.weir.ingest.decode;

import io.weir.config.KeyTemplate;
import io.weir.config.PayloadPath;
import io.weir.config.ValueOrigin;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Hot path. Puts a row's key together from literals, topic levels, properties and payload values. One thread. */
final class KeyWriter {
    private static final int WHOLE_TOPIC = -1;
    private static final int LITERAL = -2;
    private static final int PAYLOAD = -3;
    private static final int PROPERTY = -4;

    private final KeyTemplate template;
    /** Per part: a topic level, or one of the constants above. */
    private final int[] kinds;
    /** Per part: the literal's bytes, the property's name, or the value of this row. */
    private final byte[][] values;

    private final int[] lengths;
    private final boolean[] present;
    private final List<PayloadPath> paths = new ArrayList<>();
    /** The part that the payload value with this number belongs to. */
    private final int[] partOfPath;

    private byte[] key = new byte[128];
    private int length;
    private String detail = "";

    KeyWriter(KeyTemplate template) {
        this.template = template;
        int parts = template.parts().size();
        kinds = new int[parts];
        values = new byte[parts][];
        lengths = new int[parts];
        present = new boolean[parts];
        partOfPath = new int[parts];
        for (int i = 0; i < parts; i++) {
            kinds[i] = kindOf(template.parts().get(i), i);
        }
    }

    private int kindOf(KeyTemplate.Part part, int index) {
        values[index] = new byte[64];
        if (part instanceof KeyTemplate.Part.Literal literal) {
            values[index] = literal.text().getBytes(StandardCharsets.UTF_8);
            lengths[index] = values[index].length;
            return LITERAL;
        }
        ValueOrigin origin = ((KeyTemplate.Part.Value) part).origin();
        if (origin instanceof ValueOrigin.TopicLevel level) {
            return level.index();
        }
        if (origin instanceof ValueOrigin.Property property) {
            values[index] = property.name().getBytes(StandardCharsets.UTF_8);
            return PROPERTY;
        }
        if (origin instanceof ValueOrigin.Payload payload) {
            partOfPath[paths.size()] = index;
            paths.add(payload.path());
            return PAYLOAD;
        }
        return WHOLE_TOPIC;
    }

    /** The payload paths that {@link #set} wants the values of, in the order of its numbers. */
    List<PayloadPath> paths() {
        return paths;
    }

    /** Forgets the payload values of the row before. */
    void startRow() {
        Arrays.fill(present, false);
    }

    /** Takes the text of payload value {@code number}, UTF-8. */
    void set(int number, byte[] text, int offset, int byteCount) {
        int part = partOfPath[number];
        if (values[part].length < byteCount) {
            values[part] = new byte[Math.max(values[part].length * 2, byteCount)];
        }
        System.arraycopy(text, offset, values[part], 0, byteCount);
        lengths[part] = byteCount;
        present[part] = true;
    }

    /** Builds the key of the row; returns why it cannot be built, or null. */
    @Nullable Reason build(MessageContext message) {
        Topic topic = message.topic();
        length = 0;
        for (int i = 0; i < kinds.length; i++) {
            int kind = kinds[i];
            if (kind == LITERAL) {
                append(values[i], 0, lengths[i]);
            } else if (kind == WHOLE_TOPIC) {
                append(topic.utf8(), 0, topic.utf8().length);
            } else if (kind == PROPERTY) {
                MessageProperties properties = message.properties();
                if (!properties.find(values[i]) || !properties.isText()) {
                    detail = "key " + template.text() + ": the message has no property \""
                            + new String(values[i], StandardCharsets.UTF_8) + "\" with a text";
                    return Reason.KEY_MISSING;
                }
                append(properties.bytes(), properties.from(), properties.length());
            } else if (kind == PAYLOAD) {
                if (!present[i]) {
                    detail = "key " + template.text() + ": the payload has no text, number or bool at "
                            + paths.get(numberOf(i));
                    return Reason.KEY_MISSING;
                }
                append(values[i], 0, lengths[i]);
            } else if (kind >= topic.levels()) {
                detail = "key " + template.text() + ": topic \"" + topic.name() + "\" has " + topic.levels()
                        + " levels, but level " + kind + " (counted from 0) is needed";
                return Reason.KEY_NOT_IN_TOPIC;
            } else {
                append(topic.utf8(), topic.byteStart(kind), topic.byteLength(kind));
            }
        }
        return null;
    }

    private int numberOf(int part) {
        int number = 0;
        while (partOfPath[number] != part) {
            number++;
        }
        return number;
    }

    private void append(byte[] source, int offset, int count) {
        if (length + count > key.length) {
            key = Arrays.copyOf(key, Math.max(key.length * 2, length + count));
        }
        System.arraycopy(source, offset, key, length, count);
        length += count;
    }

    /** The key's bytes, after {@link #build}; the first {@link #length()} count. */
    byte[] key() {
        return key;
    }

    int length() {
        return length;
    }

    /** What is missing, after {@link #build} returned a reason. */
    String detail() {
        return detail;
    }
}
