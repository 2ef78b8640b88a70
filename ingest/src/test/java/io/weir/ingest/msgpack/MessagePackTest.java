package io.weir.ingest.msgpack;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.config.DecodeConfig;
import io.weir.config.PayloadConfig.Unknown;
import io.weir.ingest.DecoderTester;
import io.weir.ingest.Streams;
import io.weir.ingest.decode.JacksonWriter;
import io.weir.ingest.decode.RandomObjects;
import io.weir.ingest.decode.Reason;
import io.weir.model.FieldType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.msgpack.core.MessageBufferPacker;
import org.msgpack.core.MessagePack;
import org.msgpack.core.MessagePackException;
import org.msgpack.core.MessageUnpacker;
import tools.jackson.core.json.JsonFactory;

class MessagePackTest {
    private final DecoderTester msgpack = DecoderTester.of(Streams.usual().decode(new DecodeConfig.MessagePack()));

    private static byte[] with(String value) {
        return HexFormat.of().parseHex("82a2747301a176" + value);
    }

    private static DecoderTester of(FieldType type) {
        return DecoderTester.of(
                Streams.stream().decode(new DecodeConfig.MessagePack()).field("v", type, "v"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "LONG | 7f | 127",
                "LONG | e0 | -32",
                "LONG | ccff | 255",
                "LONG | cdffff | 65535",
                "LONG | ceffffffff | 4294967295",
                "LONG | cf7fffffffffffffff | 9223372036854775807",
                "LONG | d080 | -128",
                "LONG | d18000 | -32768",
                "LONG | d280000000 | -2147483648",
                "LONG | d38000000000000000 | -9223372036854775808",
                "STRING | cfffffffffffffffff | '18446744073709551615'",
                "DOUBLE | ca3fc00000 | 1.5",
                "DOUBLE | cb3ff199999999999a | 1.1",
                "LONG | ca41200000 | 10",
                "BOOL | c2 | false",
                "BOOL | c3 | true",
                "DOUBLE | c0 | -",
                "STRING | a2c3bc | 'ü'",
                "STRING | d901 61 | 'a'",
                "STRING | da0001 61 | 'a'",
                "STRING | db00000001 61 | 'a'",
                "STRING | cb3ff199999999999a | '1.1'",
            })
    void shouldReadEveryForm(FieldType type, String hex, String value) {
        assertThat(of(type).rows(with(hex.replace(" ", "")))).isEqualTo("0.001 p7 " + value + "\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "DOUBLE | ca7fc00000 | TYPE_MISMATCH | field v at $.v: found NaN, expected a double",
                "DOUBLE | 90 | TYPE_MISMATCH | field v at $.v: found an array, expected a double",
                "STRING | c40101 | TYPE_MISMATCH | field v at $.v: found bytes, expected a string",
                "STRING | d60065000000 | TYPE_MISMATCH | field v at $.v: found a value of a type of its own, expected a string",
                "LONG | cfffffffffffffffff | OUT_OF_RANGE | field v at $.v: 18446744073709551615 is beyond the range of a long",
                "LONG | cb3ff8000000000000 | TYPE_MISMATCH | field v at $.v: found 1.5, expected a whole number (long)",
                "LONG | cc | INVALID_MSGPACK | at byte 8: the payload ends within its value",
                "LONG | c1 | INVALID_MSGPACK | at byte 8: found the byte c1, which begins no value",
                "LONG | a1ff | INVALID_UTF8 | at byte 9: a text is not UTF-8",
                "LONG | dfffffffff | INVALID_MSGPACK | at byte 12: the payload ends within its value",
                "LONG | c6ffffffff | INVALID_MSGPACK | at byte 12: the payload ends within its value",
                "LONG | c9ffffffff | INVALID_MSGPACK | at byte 12: the payload ends within its value",
                "LONG | 0101 | INVALID_MSGPACK | at byte 8: something follows the value",
                "LONG | 81c001 | INVALID_MSGPACK | at byte 9: a member's name is null, expected a text or a number",
            })
    void shouldSayWhatIsWrong(FieldType type, String hex, Reason reason, String detail) {
        of(type).assertRejected(reason, detail, with(hex));
    }

    @Test
    void shouldMakeTheRowsThatJsonWouldMake() {
        long seed = Long.getLong("weir.seed", System.nanoTime());
        Random random = new Random(seed);
        DecoderTester json = DecoderTester.of(Streams.usual().unknown(Unknown.KEEP));
        DecoderTester same = DecoderTester.of(
                Streams.usual().decode(new DecodeConfig.MessagePack()).unknown(Unknown.KEEP));
        for (int i = 0; i < 1_000; i++) {
            Object value = List.of(RandomObjects.row(random), RandomObjects.row(random));
            byte[] text = JacksonWriter.write(new JsonFactory(), value);
            assertThat(same.rows(pack(value))).as("weir.seed=%d", seed).isEqualTo(json.rows(text));
        }
    }

    @Test
    void shouldTakeNothingThatTheLibraryRefuses() {
        long seed = Long.getLong("weir.seed", System.nanoTime());
        Random random = new Random(seed);
        int taken = 0;
        for (int i = 0; i < 50_000; i++) {
            Map<String, ?> row = RandomObjects.row(random);
            row.remove("name");
            byte[] payload = pack(row);
            for (int n = 1 + random.nextInt(2); n > 0; n--) {
                payload[random.nextInt(payload.length)] = (byte) random.nextInt(256);
            }
            if (msgpack.decode(payload) == null) {
                taken++;
                assertThat(isRead(payload))
                        .as("weir.seed=%d: %s", seed, HexFormat.of().formatHex(payload))
                        .isTrue();
            }
        }
        assertThat(taken).isGreaterThan(1000);
    }

    private static boolean isRead(byte[] payload) {
        try (MessageUnpacker unpacker = MessagePack.newDefaultUnpacker(payload)) {
            unpacker.skipValue();
            return !unpacker.hasNext();
        } catch (MessagePackException | IOException e) {
            return false;
        }
    }

    @Test
    void shouldSurviveEveryDamage() {
        byte[] good = pack(List.of(
                Map.of("ts", 1L, "seq", 5L, "temp", 21.5, "loc", Map.of("line", 3L), "name", "spindle"),
                Map.of("ts", 2L, "on", true, "unread", List.of(1L, 2.5, "x"))));
        assertThat(msgpack.survivesDamage(good))
                .as("a prefix that is a payload")
                .isZero();
    }

    @Test
    void shouldAllocateNothingPerRow() {
        byte[] payload = pack(Map.of(
                "ts",
                1L,
                "seq",
                5L,
                "temp",
                21.5,
                "loc",
                Map.of("line", 3L),
                "name",
                "spindle",
                "unread",
                List.of(1L, 2.5)));
        assertThat(msgpack.allocatedPerMessage(payload)).isZero();
    }

    private static byte[] pack(Object value) {
        try (MessageBufferPacker packer = MessagePack.newDefaultBufferPacker()) {
            RandomObjects.write(value, new Writer(packer));
            return packer.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private interface Step {
        Object run() throws IOException;
    }

    private record Writer(MessageBufferPacker packer) implements RandomObjects.Writer {
        private static void run(Step step) {
            try {
                step.run();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void object(int members) {
            run(() -> packer.packMapHeader(members));
        }

        @Override
        public void endObject() {}

        @Override
        public void array(int elements) {
            run(() -> packer.packArrayHeader(elements));
        }

        @Override
        public void endArray() {}

        @Override
        public void name(String name) {
            text(name);
        }

        @Override
        public void text(String text) {
            run(() -> packer.packString(text));
        }

        @Override
        public void integer(long value) {
            run(() -> packer.packLong(value));
        }

        @Override
        public void real(double value) {
            run(() -> packer.packDouble(value));
        }

        @Override
        public void bool(boolean value) {
            run(() -> packer.packBoolean(value));
        }

        @Override
        public void nothing() {
            run(packer::packNil);
        }
    }
}
