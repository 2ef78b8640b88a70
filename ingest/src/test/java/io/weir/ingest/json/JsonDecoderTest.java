package io.weir.ingest.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.config.KeyTemplate;
import io.weir.config.StreamConfig;
import io.weir.config.TimeUnitConfig;
import io.weir.config.ValueOrigin;
import io.weir.ingest.Streams;
import io.weir.ingest.decode.MessageContext;
import io.weir.ingest.decode.MessageProperties;
import io.weir.ingest.decode.Reason;
import io.weir.ingest.decode.Topic;
import io.weir.model.FieldType;
import io.weir.model.RowBatch;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonDecoderTest {
    private static final long NOW = 1_800_000_000_000_000_000L;
    private static final Topic TOPIC = new Topic("plant/p7/press");

    private StreamConfig stream = Streams.usual().build();
    private JsonDecoder decoder = new JsonDecoder(stream);
    private RowBatch batch = new RowBatch(stream.schema(), 16);
    private final MessageContext message = new MessageContext();
    private final MessageProperties none = MessageProperties.none();

    private void use(Streams config) {
        stream = config.build();
        decoder = new JsonDecoder(stream);
        batch = new RowBatch(stream.schema(), 16);
    }

    private MessageContext message(int partition) {
        return message.set(TOPIC, none, partition, NOW);
    }

    private Reason decode(String json) {
        return decode(json.getBytes(StandardCharsets.UTF_8));
    }

    private Reason decode(byte[] payload) {
        byte[] padded = new byte[payload.length + 7];
        System.arraycopy(payload, 0, padded, 3, payload.length);
        return decoder.decode(message(batch.partitions().intern("plant")), padded, 3, payload.length, batch);
    }

    private void assertRejected(Reason reason, String json) {
        int rows = batch.rowCount();
        assertThat(decode(json)).as("%s: %s", json, decoder.detail()).isEqualTo(reason);
        assertThat(batch.rowCount()).isEqualTo(rows);
        // Whatever came before, the next message is decoded as if nothing had happened.
        assertThat(decode("{\"ts\":1,\"seq\":7}")).isNull();
        assertThat(batch.longs(0)[batch.rowCount() - 1]).isEqualTo(7);
        batch.clear();
        batch.partitions().intern("plant");
    }

    @Test
    void shouldDecodeEveryTypeAndIgnoreUnknownMembers() {
        assertThat(decode("""
                {"x":[1,{"ts":5}],"ts":1700000000000.5,"seq":9223372036854775807,"temp":21.5,
                 "loc":{"deep":{"line":3},"line":4},"on":true,"name":"P\\u00e4ss \\ud83d\\ude00","at":"2026-11-22T10:00:00.25+01:00"}
                """)).isNull();
        assertThat(batch.rowCount()).isEqualTo(1);
        assertThat(batch.times()[0]).isEqualTo(1_700_000_000_000_500_000L);
        assertThat(batch.arrivals()[0]).isEqualTo(NOW);
        assertThat(batch.keyText(0)).isEqualTo("p7");
        assertThat(batch.longs(0)[0]).isEqualTo(Long.MAX_VALUE);
        assertThat(batch.doubles(1)[0]).isEqualTo(21.5);
        assertThat(batch.longs(2)[0]).isEqualTo(4);
        assertThat(batch.longs(3)[0]).isEqualTo(1);
        assertThat(batch.dictionary().text(batch.strings(4)[0])).isEqualTo("Päss 😀");
        assertThat(batch.longs(5)[0]).isEqualTo(1_795_338_000_250_000_000L);
    }

    @Test
    void shouldLeaveMissingAndNullFieldsNull() {
        assertThat(decode("{\"ts\":1,\"temp\":null,\"loc\":null}")).isNull();
        for (int field = 0; field < 6; field++) {
            assertThat(batch.isNull(field, 0)).isTrue();
        }
    }

    @Test
    void shouldTakeNumbersAsStringsAndStringsFromNumbers() {
        assertThat(decode(
                        "{\"ts\":\"1700000000000\",\"seq\":\"-12\",\"temp\":\"21.5\",\"on\":\"false\",\"name\":1.50}"))
                .isNull();
        assertThat(batch.times()[0]).isEqualTo(1_700_000_000_000_000_000L);
        assertThat(batch.longs(0)[0]).isEqualTo(-12);
        assertThat(batch.doubles(1)[0]).isEqualTo(21.5);
        assertThat(batch.longs(3)[0]).isZero();
        assertThat(batch.isNull(3, 0)).isFalse();
        assertThat(batch.dictionary().text(batch.strings(4)[0])).isEqualTo("1.50");
    }

    @Test
    void shouldReadLongTextsWithEscapes() {
        for (int length : new int[] {80, 90, 300, 70_000}) {
            String text = "ä".repeat(length);
            assertThat(decode("{\"ts\":1,\"name\":\"\\n" + text + "\"}")).isNull();
            assertThat(batch.dictionary().text(batch.strings(4)[batch.rowCount() - 1]))
                    .isEqualTo("\n" + text);
        }
    }

    @Test
    void shouldMakeARowOfEachObjectOfAnArray() {
        assertThat(decode("[{\"ts\":1,\"seq\":1,\"temp\":5},{\"ts\":2,\"seq\":2},{\"ts\":3,\"seq\":3}]"))
                .isNull();
        assertThat(batch.rowCount()).isEqualTo(3);
        assertThat(batch.longs(0)).startsWith(1, 2, 3);
        assertThat(batch.isNull(1, 1)).isTrue();
    }

    @Test
    void shouldRefuseAnArrayAsAWholeWhenOneElementIsBad() {
        assertRejected(Reason.TYPE_MISMATCH, "[{\"ts\":1},{\"ts\":2,\"seq\":\"x\"}]");
        assertRejected(Reason.NOT_AN_OBJECT, "[{\"ts\":1},7]");
        assertRejected(Reason.NOT_AN_OBJECT, "[]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "{",
                "{\"ts\":1",
                "{\"ts\":1}x",
                "{\"ts\":1}{",
                "{\"ts\":1} tru",
                "{\"ts\":1}}",
                "{\"ts\":1,}",
                "{\"ts\":01}",
                "{\"ts\":.5}",
                "{\"ts\":1.}",
                "{\"ts\":+1}",
                "{\"ts\":NaN}",
                "{'ts':1}",
                "{ts:1}",
                "{\"ts\":1 \"seq\":2}",
                "[{\"ts\":1}",
                "[{\"ts\":1},",
                "[{\"ts\":1}]]",
                "{\"ts\":1}\"",
                "{\"a\":\"\u0001\"}",
                "{\"a\":\"\\x\"}",
                "{\"a\":tru}",
                "{\"a\":nulll}",
                "{\"a\":1}//c",
                "{\"a\":[1,]}",
                "{\"a\":\"b}",
                "nope",
                "\ufeff{\"ts\":1}",
                "{\"ts\":1,\"temp\":1e}",
                "{\"ts\":1,\"seq\":-}"
            })
    void shouldRejectWhatIsNotJson(String json) {
        assertRejected(Reason.INVALID_JSON, json);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"ts\":1,\"seq\":1.5} | TYPE_MISMATCH | field seq at $.seq: found 1.5, expected a whole number (long)",
                "{\"ts\":1,\"seq\":\"abc\"} | TYPE_MISMATCH | field seq at $.seq: found \"abc\", expected a long",
                "{\"ts\":1,\"seq\":true} | TYPE_MISMATCH | field seq at $.seq: found true, expected a long",
                "{\"ts\":1,\"seq\":{}} | TYPE_MISMATCH | field seq at $.seq: found an object, expected a long",
                "{\"ts\":1,\"seq\":9223372036854775808} | OUT_OF_RANGE | field seq at $.seq: 9223372036854775808 is beyond the range of a long",
                "{\"ts\":1,\"temp\":1e400} | OUT_OF_RANGE | field temp at $.temp: 1e400 is beyond the range of a double",
                "{\"ts\":1,\"temp\":\"NaN\"} | TYPE_MISMATCH | field temp at $.temp: found \"NaN\", expected a double",
                "{\"ts\":1,\"temp\":\"0x1p3\"} | TYPE_MISMATCH | field temp at $.temp: found \"0x1p3\", expected a double",
                "{\"ts\":1,\"temp\":\" 1\"} | TYPE_MISMATCH | field temp at $.temp: found \" 1\", expected a double",
                "{\"ts\":1,\"on\":1} | TYPE_MISMATCH | field on at $.on: found 1, expected a bool",
                "{\"ts\":1,\"name\":[]} | TYPE_MISMATCH | field name at $.name: found an array, expected a string",
                "{\"seq\":1} | TIME_MISSING | time $.ts: found nothing, expected a number of ms since 1970 or an ISO-8601 text",
                "{\"ts\":null} | TIME_MISSING | time $.ts: found nothing, expected a number of ms since 1970 or an ISO-8601 text",
                "{\"ts\":\"soon\"} | TIME_INVALID | time $.ts: found \"soon\", expected a number of ms since 1970 or an ISO-8601 text",
                "{\"ts\":-1} | TIME_OUT_OF_BOUNDS | time $.ts: found 1969-12-31T23:59:59.999Z, expected 1970-01-01T00:00:00Z to 2027-01-15T09:00:00Z",
                "{\"ts\":1800003600001} | TIME_OUT_OF_BOUNDS | time $.ts: found 2027-01-15T09:00:00.001Z, expected 1970-01-01T00:00:00Z to 2027-01-15T09:00:00Z",
                "{\"ts\":1e300} | TIME_OUT_OF_BOUNDS | time $.ts: found 1e300, expected a number of ms since 1970 or an ISO-8601 text",
                "{\"ts\":1,\"ts\":2} | DUPLICATE_MEMBER | member \"ts\" stands twice in its object",
                "{\"ts\":1,\"loc\":{},\"loc\":{}} | DUPLICATE_MEMBER | member \"loc\" stands twice in its object",
                "\"text\" | NOT_AN_OBJECT | found a text, expected an object or an array of objects",
            })
    void shouldSayWhatWasFoundAndWhatWasExpected(String json, Reason reason, String detail) {
        assertThat(decode(json)).as(decoder.detail()).isEqualTo(reason);
        assertThat(decoder.detail()).isEqualTo(detail);
        assertRejected(reason, json);
    }

    @Test
    void shouldRejectInvalidUtf8WhereverItStands() {
        for (int[] bad :
                new int[][] {{0xc0, 0x80}, {0xed, 0xa0, 0x80}, {0xff}, {0xe2, 0x82}, {0xf4, 0x90, 0x80, 0x80}}) {
            byte[] payload = "{\"ts\":1,\"unknown\":\"abcdefgh####\"}".getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < bad.length; i++) {
                payload[28 + i] = (byte) bad[i];
            }
            assertThat(decode(payload)).isEqualTo(Reason.INVALID_UTF8);
        }
    }

    @Test
    void shouldRefuseBombs() {
        assertRejected(Reason.LIMIT_EXCEEDED, "{\"ts\":1,\"a\":" + "[".repeat(100_000));
        assertRejected(Reason.LIMIT_EXCEEDED, "{\"ts\":1,\"a\":" + "1".repeat(100_000) + "}");
        assertRejected(Reason.LIMIT_EXCEEDED, "{\"ts\":1,\"" + "n".repeat(100_000) + "\":1}");
    }

    @Test
    void shouldTellWhenTheBatchHasNoRoom() {
        StringBuilder many = new StringBuilder("[");
        for (int i = 0; i < RowBatch.MAX_ROWS + 1; i++) {
            many.append(i == 0 ? "" : ",").append("{\"ts\":1}");
        }
        assertThat(decode("{\"ts\":1}")).isNull();
        assertThat(decode(many + "]")).isNull();
        assertThat(decoder.isFull()).isTrue();
        assertThat(batch.rowCount()).isEqualTo(1);
    }

    @Test
    void shouldBuildKeysOfTopicPayloadAndLiterals() {
        use(Streams.usual()
                .key(new KeyTemplate(
                        "{topic.0}-{$.dev.id}/{topic}",
                        List.of(
                                new KeyTemplate.Part.Value(new ValueOrigin.TopicLevel(0)),
                                new KeyTemplate.Part.Literal("-"),
                                new KeyTemplate.Part.Value(new ValueOrigin.Payload(Streams.path("dev", "id"))),
                                new KeyTemplate.Part.Literal("/"),
                                new KeyTemplate.Part.Value(new ValueOrigin.Topic()))))
                .field("level", FieldType.STRING, new ValueOrigin.TopicLevel(2))
                .field("beyond", FieldType.STRING, new ValueOrigin.TopicLevel(9)));
        assertThat(decode("{\"dev\":{\"id\":12},\"ts\":1}")).isNull();
        assertThat(batch.keyText(0)).isEqualTo("plant-12/plant/p7/press");
        assertThat(batch.dictionary().text(batch.strings(6)[0])).isEqualTo("press");
        assertThat(batch.isNull(7, 0)).isTrue();
        assertThat(decode("{\"dev\":{},\"ts\":1}")).isEqualTo(Reason.KEY_MISSING);
        assertThat(decoder.detail())
                .isEqualTo("key {topic.0}-{$.dev.id}/{topic}: the payload has no text, number or bool at $.dev.id");
        use(Streams.usual().key(Streams.topicKey(3)));
        assertThat(decode("{\"ts\":1}")).isEqualTo(Reason.KEY_NOT_IN_TOPIC);
        assertThat(decoder.detail())
                .isEqualTo(
                        "key {topic.3}: topic \"plant/p7/press\" has 3 levels, but level 3 (counted from 0) is needed");
    }

    @Test
    void shouldReadOneMemberForSeveralPurposes() {
        use(Streams.usual().key(Streams.payloadKey("seq")).time(TimeUnitConfig.S, "seq"));
        assertThat(decode("{\"seq\":17}")).isNull();
        assertThat(batch.keyText(0)).isEqualTo("17");
        assertThat(batch.times()[0]).isEqualTo(17_000_000_000L);
        assertThat(batch.longs(0)[0]).isEqualTo(17);
    }

    @Test
    void shouldUseArrivalTimeWhereNoneIsConfigured() {
        use(Streams.usual().arrivalTime());
        assertThat(decode("{}")).isNull();
        assertThat(batch.times()[0]).isEqualTo(NOW);
    }

    @Test
    void shouldRefuseNumbersWhereIsoTimeIsConfigured() {
        use(Streams.usual().time(TimeUnitConfig.ISO, "ts"));
        assertThat(decode("{\"ts\":1}")).isEqualTo(Reason.TIME_INVALID);
        assertThat(decode("{\"ts\":\"2026-02-29T00:00:00Z\"}")).isEqualTo(Reason.TIME_INVALID);
        assertThat(decode("{\"ts\":\"2024-02-29T23:59:59.999999999Z\"}")).isNull();
        assertThat(batch.times()[0]).isEqualTo(1_709_251_199_999_999_999L);
    }

    @Test
    void shouldReadNumbersExactlyAsTheLibraryDoes() {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        use(Streams.stream().field("d", FieldType.DOUBLE, "d").arrivalTime());
        for (int i = 0; i < 20_000; i++) {
            double value = switch (i % 3) {
                case 0 -> Double.longBitsToDouble(random.nextLong());
                case 1 -> random.nextInt(100_000) / 100.0;
                default -> random.nextGaussian() * 1e20;
            };
            if (Double.isNaN(value) || Double.isInfinite(value)) {
                continue;
            }
            batch.clear();
            assertThat(decode("{\"d\":" + value + "}"))
                    .as("seed %d: %s", seed, value)
                    .isNull();
            assertThat(batch.doubles(0)[0]).as("seed %d", seed).isEqualTo(value);
        }
    }

    @Test
    void shouldAllocateNothingPerRow() {
        byte[] payload = """
                {"device":"press-7","ts":1700000000123,"seq":123456,"temp":21.53718,"loc":{"line":4,"hall":"north"},
                "on":true,"name":"spindle","at":"2026-11-22T10:00:00.25Z","extra":{"a":[1,2.5,"x"]},"note":"12.5"}""".getBytes(StandardCharsets.UTF_8);
        use(Streams.usual().key(Streams.payloadKey("device")).field("note", FieldType.DOUBLE, "note"));
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        int partition = batch.partitions().intern("plant");
        long allocated = Long.MAX_VALUE;
        int messages = 20_000;
        for (int round = 0; round < 10; round++) {
            long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
            for (int i = 0; i < messages; i++) {
                if (batch.rowCount() == 16) {
                    batch.clear();
                    partition = batch.partitions().intern("plant");
                }
                if (decoder.decode(message(partition), payload, 0, payload.length, batch) != null) {
                    throw new AssertionError(decoder.detail());
                }
            }
            allocated = Math.min(
                    allocated,
                    threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before);
        }
        assertThat(allocated / messages)
                .as("bytes per message; %d in all", allocated)
                .isZero();
    }

    @Test
    void shouldNotGrowWithTheNamesThatHostileDevicesMakeUp() {
        for (int i = 0; i < 200_000; i++) {
            batch.clear();
            int partition = batch.partitions().intern("plant");
            byte[] payload = ("{\"ts\":1,\"made_up_name_" + i + "\":1}").getBytes(StandardCharsets.UTF_8);
            assertThat(decoder.decode(message(partition), payload, 0, payload.length, batch))
                    .isNull();
        }
        assertThat(decoder.strict().newNames()).isLessThanOrEqualTo(StrictParser.MAX_NEW_NAMES + 1);
    }
}
