package io.weir.ingest.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.config.StreamConfig;
import io.weir.ingest.Streams;
import io.weir.ingest.decode.MessageContext;
import io.weir.ingest.decode.MessageProperties;
import io.weir.ingest.decode.PathTrie;
import io.weir.ingest.decode.RowWriter;
import io.weir.ingest.decode.Topic;
import io.weir.ingest.decode.UnknownMembers;
import io.weir.ingest.decode.Utf8;
import io.weir.model.Dictionary;
import io.weir.model.FieldType;
import io.weir.model.RowBatch;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The scanner against the full parser: whatever it takes, the parser takes too, and makes the same rows of it. */
class JsonScannerTest {
    private static final long NOW = 1_800_000_000_000_000_000L;
    private static final Topic TOPIC = new Topic("plant/p7/press");
    private static final String[] SEEDS = {
        "{\"device\":\"press-7\",\"ts\":1700000000123,\"seq\":123456,\"temp\":21.53718,\"loc\":{\"line\":4,\"hall\":\"north\"},"
                + "\"on\":true,\"name\":\"spindle\",\"at\":\"2026-11-22T10:00:00.25Z\",\"extra\":{\"a\":[1,2.5,\"x\"]}}",
        "[{\"ts\":1,\"seq\":-0},{\"ts\":2,\"temp\":-1.5e-3,\"on\":false},{\"ts\":\"3\",\"name\":\"ä€😀\"}]",
        " { \"ts\" : 1 , \"loc\" : { \"deep\":{},\"line\":\"7\" } , \"x\":[ ] ,\"y\":[[],{}, null,true , false,-0.0e+10]}\r\n\t",
        "{\"ts\":1,\"name\":\"a\\u00e4\\n\",\"seq\":9223372036854775807,\"temp\":1.7976931348623157e308}",
        "{\"ts\":1,\"seq\":\"12\",\"temp\":\"1e2\",\"on\":\"true\",\"name\":12.50,\"at\":1700000000000}",
        "{\"ts\":null,\"name\":null,\"a long name of a member that nobody reads\":\"a long text that nobody reads, either\"}",
        "{\"ts\":1,\"temp\":123456789012345678901234567890.123456789,\"seq\":1e3,\"x\":0.00000000000000000000001}",
    };
    private static final String PIECES = "{}[]:,\"\\ \n\t0123456789+-.eEtrufalsnN\u0001\u007fä\"\":{,";

    private final StreamConfig stream = Streams.usual()
            .key(Streams.payloadKey("ts"))
            .field("hall", FieldType.STRING, "loc", "hall")
            .field("x", FieldType.DOUBLE, "x")
            .build();
    private final RowWriter fast = new RowWriter(stream);
    private final RowWriter full = new RowWriter(stream);
    private final JsonScanner scanner = new JsonScanner(fast, new PathTrie(fast.targets()), new UnknownMembers(stream));
    private final StrictDecoder strict =
            new StrictDecoder(full, new PathTrie(full.targets()), new UnknownMembers(stream));
    private final RowBatch fastRows = new RowBatch(stream.schema(), 16);
    private final RowBatch fullRows = new RowBatch(stream.schema(), 16);

    private boolean scan(byte[] payload) {
        fastRows.clear();
        fast.startMessage(
                fastRows,
                new MessageContext()
                        .set(
                                TOPIC,
                                MessageProperties.none(),
                                fastRows.partitions().intern("plant"),
                                NOW));
        byte[] padded = new byte[payload.length + 9];
        System.arraycopy(payload, 0, padded, 4, payload.length);
        // What lies around the payload is no part of it, however well it would go on.
        System.arraycopy("{\"1,".getBytes(StandardCharsets.UTF_8), 0, padded, 0, 4);
        System.arraycopy("1\"}]}".getBytes(StandardCharsets.UTF_8), 0, padded, 4 + payload.length, 5);
        boolean taken = scanner.scan(padded, 4, payload.length);
        if (taken) {
            assertThat(fast.endMessage()).isNull();
        }
        return taken;
    }

    private @Nullable String parse(byte[] payload) {
        fullRows.clear();
        full.startMessage(
                fullRows,
                new MessageContext()
                        .set(
                                TOPIC,
                                MessageProperties.none(),
                                fullRows.partitions().intern("plant"),
                                NOW));
        strict.decode(payload, 0, payload.length);
        return full.endMessage() == null ? null : full.detail();
    }

    /** Returns whether the scanner has taken it. */
    private boolean compare(byte[] payload, String what) {
        if (!Utf8.isValid(payload, 0, payload.length) || !scan(payload)) {
            return false;
        }
        String text = what + ": " + new String(payload, StandardCharsets.UTF_8);
        assertThat(parse(payload)).as(text).isNull();
        assertThat(rows(fastRows)).as(text).isEqualTo(rows(fullRows));
        return true;
    }

    private static String rows(RowBatch batch) {
        StringBuilder out = new StringBuilder();
        Dictionary texts = batch.dictionary();
        for (int row = 0; row < batch.rowCount(); row++) {
            out.append(batch.times()[row]).append(' ').append(batch.keyText(row));
            for (int field = 0; field < batch.fieldCount(); field++) {
                out.append(' ');
                if (batch.isNull(field, row)) {
                    out.append('-');
                } else {
                    switch (batch.type(field)) {
                        case DOUBLE -> out.append(Double.doubleToRawLongBits(batch.doubles(field)[row]));
                        case LONG, TIMESTAMP, BOOL -> out.append(batch.longs(field)[row]);
                        case STRING -> out.append(texts.text(batch.strings(field)[row]));
                    }
                }
            }
            out.append('\n');
        }
        return out.toString();
    }

    @Test
    void shouldTakeWhatDevicesSend() {
        assertThat(compare(SEEDS[0].getBytes(StandardCharsets.UTF_8), "seed")).isTrue();
        assertThat(compare(SEEDS[1].getBytes(StandardCharsets.UTF_8), "seed")).isTrue();
        assertThat(compare(SEEDS[4].getBytes(StandardCharsets.UTF_8), "seed")).isTrue();
    }

    @Test
    void shouldLeaveToTheParserWhatIsNotPlain() {
        for (String unsure : new String[] {
            "{\"ts\":1,\"name\":\"a\\n\"}",
            "{\"ts\":1,\"\\u0074s\":2}",
            "{\"ts\":1,\"ts\":1}",
            "{\"ts\":1,\"x\":" + "[".repeat(40) + "]".repeat(40) + "}",
            "{\"ts\":1} 2",
            "{\"ts\":1,\"seq\":01}",
            "{\"ts\":1,\"seq\":+1}",
            "{\"ts\":1,\"y\":-01}",
            "{\"ts\":1,\"y\":\"a\u0000b\"}",
        }) {
            assertThat(scan(unsure.getBytes(StandardCharsets.UTF_8))).as(unsure).isFalse();
        }
    }

    @Test
    void shouldNeverTakeWhatTheParserRefusesNorReadItOtherwise() {
        long seed = Long.getLong("weir.seed", System.nanoTime());
        Random random = new Random(seed);
        int taken = 0;
        for (int i = 0; i < 300_000; i++) {
            byte[] payload = mutated(SEEDS[random.nextInt(SEEDS.length)], random);
            taken += compare(payload, "weir.seed=" + seed + ", case " + i) ? 1 : 0;
        }
        // Enough of the mutants are valid to say something about both sides.
        assertThat(taken).isBetween(10_000, 250_000);
    }

    private static byte[] mutated(String seed, Random random) {
        StringBuilder text = new StringBuilder(seed);
        for (int n = random.nextInt(4); n > 0; n--) {
            int at = random.nextInt(text.length());
            char piece = PIECES.charAt(random.nextInt(PIECES.length()));
            switch (random.nextInt(5)) {
                case 0 -> text.setCharAt(at, piece);
                case 1 -> text.insert(at, piece);
                case 2 -> text.deleteCharAt(at);
                case 3 -> text.setLength(at + 1);
                default -> {
                    int to = Math.min(text.length(), at + random.nextInt(12));
                    text.insert(random.nextInt(text.length()), text.substring(at, to));
                }
            }
            if (text.isEmpty()) {
                break;
            }
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        if (bytes.length > 0 && random.nextInt(20) == 0) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    @Test
    void shouldReadEveryNumberAsTheLibraryDoes() {
        long seed = Long.getLong("weir.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int i = 0; i < 100_000; i++) {
            StringBuilder number = new StringBuilder(random.nextBoolean() ? "-" : "");
            digits(number, random, 1 + random.nextInt(random.nextInt(10) == 0 ? 40 : 12));
            if (random.nextBoolean()) {
                number.append('.');
                digits(number, random, 1 + random.nextInt(20));
            }
            if (random.nextInt(3) == 0) {
                number.append(random.nextBoolean() ? "e-" : "E").append(random.nextInt(330));
            }
            byte[] payload = ("{\"ts\":1,\"x\":" + number + "}").getBytes(StandardCharsets.UTF_8);
            if (compare(payload, "weir.seed=" + seed)) {
                assertThat(fastRows.doubles(7)[0])
                        .as("weir.seed=%d %s", seed, number)
                        .isEqualTo(Double.parseDouble(number.toString()));
            }
        }
    }

    private static void digits(StringBuilder number, Random random, int count) {
        boolean zeros = random.nextInt(4) == 0;
        for (int i = 0; i < count; i++) {
            number.append(zeros && i < count - 1 ? 0 : random.nextInt(10));
        }
    }
}
