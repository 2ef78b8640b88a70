package io.weir.ingest.avro;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.config.DecodeConfig;
import io.weir.config.DecodeConfig.SchemaOrigin;
import io.weir.config.Location;
import io.weir.config.PayloadConfig.Unknown;
import io.weir.ingest.DecoderTester;
import io.weir.ingest.Streams;
import io.weir.ingest.decode.JacksonWriter;
import io.weir.ingest.decode.RandomObjects;
import io.weir.ingest.decode.Reason;
import io.weir.model.FieldType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.BlockingBinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.message.BinaryMessageEncoder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.core.json.JsonFactory;

class AvroTest {
    /** What {@link RandomObjects#row} makes, with the unread member as a tree of its own kind. */
    private static final String ROW = """
            {"type":"record","name":"Row","fields":[
              {"name":"ts","type":"long"},
              {"name":"seq","type":["null","long"]},
              {"name":"temp","type":["double","null"]},
              {"name":"unread","type":{"type":"record","name":"Tree","fields":[
                {"name":"value","type":["null","long","double","boolean","string",
                  {"type":"array","items":"Tree"},{"type":"map","values":"Tree"}]}]}},
              {"name":"loc","type":["null",{"type":"record","name":"Loc","fields":[
                {"name":"hall","type":["null","string"]},{"name":"line","type":["null","int"]}]}]},
              {"name":"on","type":["null","boolean"]},
              {"name":"name","type":["null","string"]},
              {"name":"at","type":["null","long"]}]}
            """;

    private static final Schema ROWS = Schema.createArray(new Schema.Parser().parse(ROW));

    @TempDir
    private Path folder;

    private DecodeConfig.Avro format(String schema) throws IOException {
        Path file = folder.resolve("schema.avsc");
        Files.writeString(file, schema);
        return new DecodeConfig.Avro(new SchemaOrigin.InFile(file, new Location(Path.of("weir.yaml"), 1, 1)));
    }

    private DecoderTester of(String schema, Streams stream) throws IOException {
        return DecoderTester.of(stream.decode(format(schema)));
    }

    private static byte[] write(Schema schema, Object value, boolean blocks) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        BinaryEncoder encoder = blocks
                ? new EncoderFactory().configureBlockSize(64).blockingBinaryEncoder(out, null)
                : EncoderFactory.get().binaryEncoder(out, null);
        assertThat(encoder instanceof BlockingBinaryEncoder).isEqualTo(blocks);
        try {
            new GenericDatumWriter<>(schema).write(value, encoder);
            encoder.flush();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toByteArray();
    }

    private static GenericRecord record(Schema schema, Map<String, ?> values) {
        GenericRecord made = new GenericData.Record(schema);
        values.forEach(made::put);
        return made;
    }

    // ---- one value of each type ----------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "LONG | \"int\" | 00 | 0",
                "LONG | \"int\" | 01 | -1",
                "LONG | \"int\" | feffffff0f | 2147483647",
                "LONG | \"int\" | ffffffff0f | -2147483648",
                "LONG | \"long\" | 7f | -64",
                "LONG | \"long\" | 8001 | 64",
                "LONG | \"long\" | feffffffffffffffff01 | 9223372036854775807",
                "LONG | \"long\" | ffffffffffffffffff01 | -9223372036854775808",
                "LONG | \"long\" | 808000 | 0",
                "DOUBLE | \"int\" | 04 | 2.0",
                "DOUBLE | \"float\" | 0000ac41 | 21.5",
                "LONG | \"double\" | 0000000000003540 | 21",
                "DOUBLE | \"double\" | 9a9999999999f13f | 1.1",
                "BOOL | \"boolean\" | 01 | true",
                "BOOL | \"boolean\" | 00 | false",
                "STRING | \"string\" | 06666f6f | 'foo'",
                "STRING | \"string\" | 00 | ''",
                "STRING | {\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"OFF\",\"ON\"]} | 02 | 'ON'",
                "STRING | [\"null\",\"string\"] | 00 | -",
                "STRING | [\"null\",\"string\"] | 020261 | 'a'",
                "DOUBLE | \"null\" | ~~ | -",
                "STRING | {\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":9,\"scale\":2} | 040834 | '21.00'",
                "STRING | {\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":9,\"scale\":2} | 02ff | '-0.01'",
                "DOUBLE | {\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":9,\"scale\":2} | 0480b5 | -325.87",
                "STRING | {\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":9} | 0200 | '0'",
                "STRING | {\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":40,\"scale\":20}"
                        + " | 1401000000000000000000 | '47.22366482869645213696'",
                "STRING | {\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":18,\"scale\":18}"
                        + " | 108000000000000000 | '-9.223372036854775808'",
                "LONG | {\"type\":\"fixed\",\"name\":\"F\",\"size\":2,\"logicalType\":\"decimal\",\"precision\":4}"
                        + " | 0834 | 2100",
                "TIMESTAMP | {\"type\":\"long\",\"logicalType\":\"timestamp-micros\"} | d00f | 1000000",
                "TIMESTAMP | {\"type\":\"long\",\"logicalType\":\"timestamp-nanos\"} | d00f | 1000",
                "TIMESTAMP | {\"type\":\"long\",\"logicalType\":\"timestamp-millis\"} | d00f | 1000000000",
                "TIMESTAMP | \"long\" | d00f | 1000000000",
                "TIMESTAMP | {\"type\":\"long\",\"logicalType\":\"local-timestamp-micros\"} | d00f | 1000000000",
                "LONG | {\"type\":\"long\",\"logicalType\":\"timestamp-micros\"} | d00f | 1000",
                "DOUBLE | {\"type\":\"long\",\"logicalType\":\"timestamp-micros\"} | d00f | 1000.0",
                "LONG | {\"type\":\"int\",\"logicalType\":\"date\"} | d00f | 1000",
            })
    void shouldReadEveryType(FieldType type, String schema, String hex, String value) throws IOException {
        assertThat(one(type, schema).rows(HexFormat.of().parseHex(hex))).isEqualTo("now p7 " + value + "\n");
    }

    private DecoderTester one(FieldType type, String schema) throws IOException {
        return of(
                "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"v\",\"type\":" + schema + "}]}",
                Streams.stream().arrivalTime().field("v", type, "v"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "LONG | \"long\" | ~~ | INVALID_AVRO | at byte 0: the payload ends within its value",
                "LONG | \"long\" | 80 | INVALID_AVRO | at byte 1: the payload ends within its value",
                "LONG | \"long\" | 0000 | INVALID_AVRO | at byte 1: something follows the value",
                "LONG | \"long\" | ffffffffffffffffff02 | INVALID_AVRO | at byte 10: a number has more than 64 bits",
                "LONG | \"long\" | ffffffffffffffffffff01 | INVALID_AVRO | at byte 10: a number has more than 64 bits",
                "LONG | \"int\" | 8080808010 | INVALID_AVRO | at byte 5: an int has more than 32 bits",
                "BOOL | \"boolean\" | 02 | INVALID_AVRO | at byte 1: a boolean is 2, expected 0 or 1",
                "DOUBLE | \"double\" | 00000000000000 | INVALID_AVRO | at byte 0: the payload ends within its value",
                "STRING | \"string\" | 02 | INVALID_AVRO | at byte 1: the payload ends within its value",
                "STRING | \"string\" | 01 | INVALID_AVRO | at byte 1: the payload ends within its value",
                "STRING | \"string\" | feffffffffffffffff01 | INVALID_AVRO | at byte 10: the payload ends within its value",
                "STRING | \"string\" | 02ff | INVALID_UTF8 | at byte 2: a text is not UTF-8",
                "STRING | [\"null\",\"string\"] | 04 | INVALID_AVRO | at byte 1: number 2 of 2 branches",
                "STRING | [\"null\",\"string\"] | 01 | INVALID_AVRO | at byte 1: number -1 of 2 branches",
                "STRING | {\"type\":\"enum\",\"name\":\"E\",\"symbols\":[\"OFF\",\"ON\"]} | 04 | INVALID_AVRO"
                        + " | at byte 1: number 2 of 2 symbols",
                "STRING | \"bytes\" | 0401 02 | TYPE_MISMATCH | field v at $.v: found bytes, expected a string",
                "STRING | {\"type\":\"fixed\",\"name\":\"F\",\"size\":1} | 01 | TYPE_MISMATCH"
                        + " | field v at $.v: found bytes, expected a string",
                "LONG | \"double\" | 000000000000f83f | TYPE_MISMATCH"
                        + " | field v at $.v: found 1.5, expected a whole number (long)",
                "DOUBLE | \"float\" | 0000c07f | TYPE_MISMATCH | field v at $.v: found NaN, expected a double",
                "BOOL | {\"type\":\"long\",\"logicalType\":\"timestamp-micros\"} | d00f | TYPE_MISMATCH"
                        + " | field v at $.v: found 1000, expected a bool",
                "TIMESTAMP | {\"type\":\"long\",\"logicalType\":\"timestamp-millis\"} | feffffffffffffffff01"
                        + " | OUT_OF_RANGE | field v at $.v: 9223372036854775807 is beyond the range of a timestamp",
                "LONG | {\"type\":\"bytes\",\"logicalType\":\"decimal\",\"precision\":9} | 00 | INVALID_AVRO"
                        + " | at byte 1: a decimal number has no bytes",
                "LONG | {\"type\":\"array\",\"items\":\"long\"} | 020000 | TYPE_MISMATCH"
                        + " | field v at $.v: found an array, expected a long",
                "LONG | {\"type\":\"array\",\"items\":\"long\"} | feffffffffffffffff01 | INVALID_AVRO"
                        + " | at byte 10: the payload ends within its value",
                "LONG | {\"type\":\"array\",\"items\":\"long\"} | ffffffffffffffffff0100 | INVALID_AVRO"
                        + " | at byte 11: the payload ends within its value",
                "LONG | {\"type\":\"array\",\"items\":\"null\"} | feffffffffffffffff0100 | LIMIT_EXCEEDED"
                        + " | at byte 10: too many values that take no bytes",
            })
    void shouldSayWhatIsWrong(FieldType type, String schema, String hex, Reason reason, String detail)
            throws IOException {
        one(type, schema).assertRejected(reason, detail, HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    @Test
    void shouldTakeTheTimeInTheUnitOfTheSchema() throws IOException {
        DecoderTester avro = of(
                "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"ts\",\"type\":{\"type\":\"long\","
                        + "\"logicalType\":\"timestamp-micros\"}},{\"name\":\"v\",\"type\":\"long\"}]}",
                Streams.stream().field("v", FieldType.LONG, "v"));
        Schema schema = new Schema.Parser().parse(folder.resolve("schema.avsc").toFile());
        assertThat(avro.rows(write(schema, record(schema, Map.of("ts", 1_700_000_000_000_000L, "v", 3L)), false)))
                .isEqualTo("1.7E9 p7 3\n");
        avro.assertRejected(
                Reason.TIME_OUT_OF_BOUNDS,
                "time $.ts: found 2096-10-02T07:06:40Z, expected 1970-01-01T00:00:00Z to 2027-01-15T09:00:00Z",
                write(schema, record(schema, Map.of("ts", 4_000_000_000_000_000L, "v", 3L)), false));
    }

    @Test
    void shouldPassOverTheFingerprintOfItsSchema() throws IOException {
        DecoderTester avro = one(FieldType.LONG, "\"long\"");
        Schema schema = new Schema.Parser().parse(folder.resolve("schema.avsc").toFile());
        ByteBuffer message =
                new BinaryMessageEncoder<>(GenericData.get(), schema).encode(record(schema, Map.of("v", 5L)));
        byte[] payload = new byte[message.remaining()];
        message.get(payload);
        assertThat(payload).startsWith(0xc3, 0x01).hasSize(11);
        assertThat(avro.rows(payload)).isEqualTo("now p7 5\n");
        payload[9]++;
        avro.assertRejected(Reason.INVALID_AVRO, "at byte 2: something follows the value", payload);
    }

    @Test
    void shouldKeepWhatTheStreamDoesNotRead() throws IOException {
        DecoderTester avro =
                of("""
                {"type":"record","name":"R","fields":[
                  {"name":"v","type":"long"},
                  {"name":"b","type":"bytes"},
                  {"name":"t","type":{"type":"long","logicalType":"timestamp-micros"}},
                  {"name":"d","type":{"type":"bytes","logicalType":"decimal","precision":4,"scale":3}},
                  {"name":"m","type":{"type":"map","values":{"type":"array","items":"int"}}},
                  {"name":"e","type":{"type":"record","name":"None","fields":[]}}]}
                """, Streams.stream().arrivalTime().unknown(Unknown.KEEP).field("v", FieldType.LONG, "v"));
        Schema schema = new Schema.Parser().parse(folder.resolve("schema.avsc").toFile());
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("v", 1L);
        values.put("b", ByteBuffer.wrap("hi".getBytes(StandardCharsets.UTF_8)));
        values.put("t", 1000L);
        values.put("d", ByteBuffer.wrap(new byte[] {5}));
        values.put("m", Map.of("k", List.of(1, 2)));
        values.put("e", new GenericData.Record(schema.getField("e").schema()));
        assertThat(avro.rows(write(schema, record(schema, values), false)))
                .isEqualTo("now p7 1 '{\"b\":\"aGk=\",\"t\":1000,\"d\":0.005,\"m\":{\"k\":[1,2]},\"e\":{}}'\n");
    }

    @Test
    void shouldReadAMapAsARow() throws IOException {
        DecoderTester avro = of(
                "{\"type\":\"map\",\"values\":\"double\"}",
                Streams.stream().arrivalTime().field("temp", FieldType.DOUBLE, "temp"));
        Schema map = Schema.createMap(Schema.create(Schema.Type.DOUBLE));
        assertThat(avro.rows(write(map, Map.of("temp", 21.5, "x", 1.0), true))).isEqualTo("now p7 21.5\n");
        avro.assertRejected(
                Reason.DUPLICATE_MEMBER,
                "member \"temp\" stands twice in its object",
                HexFormat.of().parseHex("040874656d7000000000000035400874656d70000000000000354000"));
    }

    @Test
    void shouldRefuseWhatIsNestedWithoutEnd() throws IOException {
        DecoderTester endless = of(
                "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"v\",\"type\":\"long\"},"
                        + "{\"name\":\"r\",\"type\":\"R\"}]}",
                Streams.stream().arrivalTime().field("v", FieldType.LONG, "v"));
        endless.assertRejected(
                Reason.LIMIT_EXCEEDED, "at byte 128: nested more than 128 levels deep", new byte[10_000]);
        DecoderTester nothing = of(
                "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"r\",\"type\":\"R\"}]}",
                Streams.stream().arrivalTime().field("v", FieldType.LONG, "r", "r"));
        assertThat(nothing.decode(new byte[1])).isEqualTo(Reason.LIMIT_EXCEEDED);
    }

    // ---- against Avro's own ----------------------------------------------------------------------------------------

    private static Schema of(Schema in, Schema.Type type) {
        return in.getTypes().stream()
                .filter(it -> it.getType() == type)
                .findFirst()
                .orElseThrow();
    }

    private static GenericRecord avroRow(Map<String, @Nullable Object> row) {
        Schema schema = ROWS.getElementType();
        GenericRecord made = new GenericData.Record(schema);
        row.forEach((name, value) -> {
            switch (name) {
                case "unread" -> {}
                case "loc" -> made.put(name, value == null ? null : loc((Map<?, ?>) value));
                default -> made.put(name, value);
            }
        });
        made.put("unread", tree(row.get("unread")));
        return made;
    }

    private static GenericRecord loc(Map<?, ?> value) {
        GenericRecord made =
                new GenericData.Record(of(ROWS.getElementType().getField("loc").schema(), Schema.Type.RECORD));
        made.put("hall", value.get("hall"));
        made.put("line", value.get("line") == null ? null : ((Long) value.get("line")).intValue());
        return made;
    }

    private static GenericRecord tree(@Nullable Object value) {
        GenericRecord made =
                new GenericData.Record(ROWS.getElementType().getField("unread").schema());
        Object inner = value;
        if (value instanceof List<?> list) {
            inner = list.stream().map(AvroTest::tree).toList();
        } else if (value instanceof Map<?, ?> map) {
            Map<String, Object> trees = new LinkedHashMap<>();
            map.forEach((name, member) -> trees.put((String) name, tree(member)));
            inner = trees;
        }
        made.put("value", inner);
        return made;
    }

    @Test
    void shouldMakeTheRowsThatJsonWouldMake() throws IOException {
        long seed = Long.getLong("weir.seed", System.nanoTime());
        Random random = new Random(seed);
        DecoderTester json = DecoderTester.of(Streams.usual());
        DecoderTester avro = of("{\"type\":\"array\",\"items\":" + ROW + "}", Streams.usual());
        for (int i = 0; i < 1_000; i++) {
            Map<String, @Nullable Object> a = RandomObjects.row(random);
            Map<String, @Nullable Object> b = RandomObjects.row(random);
            byte[] payload = write(ROWS, List.of(avroRow(a), avroRow(b)), random.nextBoolean());
            assertThat(avro.rows(payload))
                    .as("weir.seed=%d", seed)
                    .isEqualTo(json.rows(JacksonWriter.write(new JsonFactory(), List.of(a, b))));
        }
    }

    @Test
    void shouldTakeNothingThatTheLibraryRefuses() throws IOException {
        long seed = Long.getLong("weir.seed", System.nanoTime());
        Random random = new Random(seed);
        DecoderTester avro = of(ROW, Streams.usual());
        Schema schema = ROWS.getElementType();
        int taken = 0;
        for (int i = 0; i < 50_000; i++) {
            Map<String, @Nullable Object> row = RandomObjects.row(random);
            row.remove("name");
            byte[] payload = write(schema, avroRow(row), random.nextBoolean());
            for (int n = 1 + random.nextInt(2); n > 0; n--) {
                payload[random.nextInt(payload.length)] = (byte) random.nextInt(256);
            }
            if (avro.decode(payload) == null) {
                taken++;
                assertThat(isRead(schema, payload))
                        .as("weir.seed=%d: %s", seed, HexFormat.of().formatHex(payload))
                        .isTrue();
            }
        }
        assertThat(taken).isGreaterThan(1000);
    }

    private static boolean isRead(Schema schema, byte[] payload) {
        try {
            BinaryDecoder decoder = DecoderFactory.get().binaryDecoder(payload, null);
            new GenericDatumReader<>(schema).read(null, decoder);
            return decoder.isEnd();
        } catch (IOException | RuntimeException e) {
            return false;
        }
    }

    @Test
    void shouldSurviveEveryDamage() throws IOException {
        DecoderTester avro = of("{\"type\":\"array\",\"items\":" + ROW + "}", Streams.usual());
        byte[] good = write(ROWS, List.of(avroRow(full()), avroRow(full())), true);
        assertThat(avro.survivesDamage(good)).as("a prefix that is a payload").isZero();
    }

    private static Map<String, @Nullable Object> full() {
        Map<String, @Nullable Object> row = new LinkedHashMap<>();
        row.put("ts", 1L);
        row.put("seq", 5L);
        row.put("temp", 21.5);
        row.put("unread", List.of(1L, 2.5, "x", Map.of("a", true)));
        row.put("loc", Map.of("line", 3L, "hall", "north"));
        row.put("on", true);
        row.put("name", "spindle");
        row.put("at", 7L);
        return row;
    }

    @Test
    void shouldAllocateNothingPerRow() throws IOException {
        DecoderTester avro = of(ROW, Streams.usual());
        assertThat(avro.allocatedPerMessage(write(ROWS.getElementType(), avroRow(full()), true)))
                .isZero();
    }
}
