package io.weir.ingest.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.config.KeyTemplate;
import io.weir.config.ValueOrigin;
import io.weir.ingest.DecoderTester;
import io.weir.ingest.Streams;
import io.weir.model.FieldType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MessagePropertiesTest {
    private static Streams stream() {
        return Streams.stream()
                .arrivalTime()
                .field("site", FieldType.STRING, new ValueOrigin.Property("site"))
                .field("limit", FieldType.DOUBLE, new ValueOrigin.Property("limit"))
                .field("seq", FieldType.LONG, "seq");
    }

    private static KeyTemplate key() {
        return new KeyTemplate(
                "{property.site}-{property.line}",
                List.of(
                        new KeyTemplate.Part.Value(new ValueOrigin.Property("site")),
                        new KeyTemplate.Part.Literal("-"),
                        new KeyTemplate.Part.Value(new ValueOrigin.Property("line"))));
    }

    private static MessageProperties with(Map<String, String> map) {
        return MessageProperties.of(map);
    }

    private static void add(MessageProperties properties, String name, byte[] value) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        properties.add(bytes, 0, bytes.length, value, 0, value.length);
    }

    @Test
    void shouldBecomeFields() {
        DecoderTester tester = DecoderTester.of(stream());
        tester.properties(with(Map.of("site", "nörth", "limit", "21.5", "other", "x")));
        assertThat(tester.rows("[{\"seq\":1},{\"seq\":2}]"))
                .isEqualTo("now p7 'nörth' 21.5 1\nnow p7 'nörth' 21.5 2\n");
        tester.properties(with(Map.of("sit", "a", "sites", "b")));
        assertThat(tester.rows("{\"seq\":1}")).isEqualTo("now p7 - - 1\n");
        tester.properties(with(Map.of("limit", "high")));
        tester.assertRejected(Reason.TYPE_MISMATCH, "field limit: found \"high\", expected a double", "{\"seq\":1}");
        MessageProperties binary = MessageProperties.none();
        add(binary, "site", new byte[] {(byte) 0xff});
        tester.properties(binary);
        tester.assertRejected(Reason.INVALID_UTF8, "the message's property \"site\" is not UTF-8", "{\"seq\":1}");
    }

    @Test
    void shouldBecomeKeys() {
        DecoderTester tester = DecoderTester.of(stream().key(key()));
        tester.properties(with(Map.of("site", "a", "line", "7")));
        assertThat(tester.rows("{}")).isEqualTo("now a-7 'a' - -\n");
        tester.properties(with(Map.of("site", "a")));
        tester.assertRejected(
                Reason.KEY_MISSING,
                "key {property.site}-{property.line}: the message has no property \"line\" with a text",
                "{}");
    }

    @Test
    void shouldCountTheLastOfSeveral() {
        MessageProperties properties = MessageProperties.none();
        add(properties, "site", new byte[] {'a'});
        add(properties, "", new byte[0]);
        add(properties, "site", new byte[] {'b', 'c'});
        assertThat(properties.toMap()).isEqualTo(Map.of("site", "bc", "", ""));
        assertThat(DecoderTester.of(stream()).properties(properties).rows("{}")).isEqualTo("now p7 'bc' - -\n");
        properties.clear();
        assertThat(properties.byteLength()).isZero();
        assertThat(properties.find("site".getBytes(StandardCharsets.UTF_8))).isFalse();
        add(properties, "x", new byte[] {'1'});
        assertThat(properties.toMap()).isEqualTo(Map.of("x", "1"));
    }

    @Test
    void shouldAllocateNothingPerRow() {
        DecoderTester tester = DecoderTester.of(stream().key(key()));
        tester.properties(with(Map.of("site", "a", "line", "7", "limit", "21.5")));
        assertThat(tester.allocatedPerMessage("{\"seq\":1}".getBytes(StandardCharsets.UTF_8)))
                .isZero();
    }
}
