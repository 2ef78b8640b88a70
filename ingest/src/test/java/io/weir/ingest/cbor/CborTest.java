package io.weir.ingest.cbor;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.config.DecodeConfig;
import io.weir.config.PayloadConfig.Unknown;
import io.weir.ingest.DecoderTester;
import io.weir.ingest.Streams;
import io.weir.ingest.decode.JacksonWriter;
import io.weir.ingest.decode.RandomObjects;
import io.weir.ingest.decode.Reason;
import io.weir.model.FieldType;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.dataformat.cbor.CBORFactory;

class CborTest {
    private static final CBORFactory CBOR = new CBORFactory();

    private final DecoderTester cbor = DecoderTester.of(Streams.usual().decode(new DecodeConfig.Cbor()));

    /** {@code {"ts":1,"v":…}} with a value in hexadecimal digits. */
    private static byte[] with(String value) {
        return HexFormat.of().parseHex("a2627473016176" + value.replace(" ", ""));
    }

    private static DecoderTester of(FieldType type) {
        return DecoderTester.of(Streams.stream().decode(new DecodeConfig.Cbor()).field("v", type, "v"));
    }

    /** Examples of RFC 8949, appendix A. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "LONG | 00 | 0",
                "LONG | 17 | 23",
                "LONG | 1818 | 24",
                "LONG | 1903e8 | 1000",
                "LONG | 1a000f4240 | 1000000",
                "LONG | 1b000000e8d4a51000 | 1000000000000",
                "LONG | 20 | -1",
                "LONG | 3903e7 | -1000",
                "LONG | 3b7fffffffffffffff | -9223372036854775808",
                "STRING | 1bffffffffffffffff | '18446744073709551615'",
                "STRING | c249010000000000000000 | '18446744073709551616'",
                "STRING | 3bffffffffffffffff | '-18446744073709551616'",
                "STRING | c349010000000000000000 | '-18446744073709551617'",
                "DOUBLE | f93c00 | 1.0",
                "DOUBLE | f97bff | 65504.0",
                "DOUBLE | f90400 | 6.103515625E-5",
                "DOUBLE | f98000 | -0.0",
                "DOUBLE | fa47c35000 | 100000.0",
                "DOUBLE | fb3ff199999999999a | 1.1",
                "LONG | fa47c35000 | 100000",
                "DOUBLE | 1b00000004a817c800 | 2.0E10",
                "BOOL | f4 | false",
                "BOOL | f5 | true",
                "STRING | f6 | -",
                "STRING | f7 | -",
                "STRING | 6449455446 | 'IETF'",
                "STRING | 62c3bc | 'ü'",
                "STRING | 7f657374726561646d696e67ff | 'streaming'",
                "STRING | 7fff | ''",
                "TIMESTAMP | c074323031332d30332d32315432303a30343a30305a | 1363896240000000000",
                "STRING | d82076687474703a2f2f7777772e6578616d706c652e636f6d | 'http://www.example.com'",
            })
    void shouldReadTheExamplesOfTheStandard(FieldType type, String hex, String value) {
        assertThat(of(type).rows(with(hex))).isEqualTo("0.001 p7 " + value + "\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "DOUBLE | f97e00 | TYPE_MISMATCH | field v at $.v: found NaN, expected a double",
                "DOUBLE | fa7f800000 | TYPE_MISMATCH | field v at $.v: found Infinity, expected a double",
                "DOUBLE | 80 | TYPE_MISMATCH | field v at $.v: found an array, expected a double",
                "DOUBLE | 9fff | TYPE_MISMATCH | field v at $.v: found an array, expected a double",
                "STRING | 4401020304 | TYPE_MISMATCH | field v at $.v: found bytes, expected a string",
                "STRING | f8ff | TYPE_MISMATCH | field v at $.v: found a value of a type of its own, expected a string",
                "LONG | 1bffffffffffffffff | OUT_OF_RANGE | field v at $.v: 18446744073709551615 is beyond the range of a long",
                "LONG | fb3ff8000000000000 | TYPE_MISMATCH | field v at $.v: found 1.5, expected a whole number (long)",
                "LONG | 18 | INVALID_CBOR | at byte 8: the payload ends within its value",
                "LONG | 1c | INVALID_CBOR | at byte 8: a value begins with a reserved byte",
                "LONG | 1f | INVALID_CBOR | at byte 8: a value begins with a reserved byte",
                "LONG | ff | INVALID_CBOR | at byte 8: a break stands where a value is expected",
                "LONG | f801 | INVALID_CBOR | at byte 9: a simple value below 32 stands in two bytes",
                "LONG | 7f4100ff | INVALID_CBOR | at byte 9: a chunk is not of the type of its text or bytes",
                "LONG | 61ff | INVALID_UTF8 | at byte 9: a text is not UTF-8",
                "LONG | bb7fffffffffffffff | INVALID_CBOR | at byte 16: the payload ends within its value",
                "LONG | 9b8000000000000000 | INVALID_CBOR | at byte 16: the payload ends within its value",
                "LONG | 7a7fffffff | INVALID_CBOR | at byte 12: the payload ends within its value",
                "LONG | 0000 | INVALID_CBOR | at byte 8: something follows the value",
                "LONG | a1f500 | INVALID_CBOR | at byte 9: a member's name is a bool, expected a text or a number",
            })
    void shouldSayWhatIsWrong(FieldType type, String hex, Reason reason, String detail) {
        of(type).assertRejected(reason, detail, with(hex));
    }

    @Test
    void shouldReadTheSmallestHalf() {
        DecoderTester half = of(FieldType.DOUBLE);
        assertThat(half.decode(with("f90001"))).isNull();
        assertThat(half.batch().doubles(0)[0]).isEqualTo(0x1p-24);
    }

    @Test
    void shouldCallMembersWithNumbersByTheirDigits() {
        DecoderTester compact = DecoderTester.of(Streams.stream()
                .decode(new DecodeConfig.Cbor())
                .arrivalTime()
                .field("temp", FieldType.DOUBLE, "1")
                .field("rpm", FieldType.LONG, "-7"));
        assertThat(compact.rows(HexFormat.of().parseHex("bf01f93e0026182aff"))).isEqualTo("now p7 1.5 42\n");
        compact.assertRejected(
                Reason.DUPLICATE_MEMBER,
                "member \"1\" stands twice in its object",
                HexFormat.of().parseHex("a20101613102"));
    }

    @Test
    void shouldRefuseWhatIsNoObject() {
        cbor.assertRejected(
                Reason.NOT_AN_OBJECT,
                "at byte 1: found a number, expected an object or an array of objects",
                new byte[] {1});
        cbor.assertRejected(Reason.NOT_AN_OBJECT, "element 0 of the array is a number, expected an object", new byte[] {
            (byte) 0x81, 1
        });
        cbor.assertRejected(
                Reason.NOT_AN_OBJECT,
                "found an empty array, expected an object or an array of objects",
                new byte[] {(byte) 0x80});
        byte[] deep = new byte[10_000];
        java.util.Arrays.fill(deep, (byte) 0x81);
        System.arraycopy(with(""), 0, deep, 0, 7);
        assertThat(cbor.decode(deep)).isEqualTo(Reason.LIMIT_EXCEEDED);
        byte[] tags = with("");
        byte[] many = java.util.Arrays.copyOf(tags, 100);
        java.util.Arrays.fill(many, 7, 100, (byte) 0xc1);
        assertThat(cbor.decode(many)).isEqualTo(Reason.LIMIT_EXCEEDED);
    }

    @Test
    void shouldMakeTheRowsThatJsonWouldMake() {
        long seed = Long.getLong("weir.seed", System.nanoTime());
        Random random = new Random(seed);
        DecoderTester json = DecoderTester.of(Streams.usual().unknown(Unknown.KEEP));
        DecoderTester same =
                DecoderTester.of(Streams.usual().decode(new DecodeConfig.Cbor()).unknown(Unknown.KEEP));
        for (int i = 0; i < 1_000; i++) {
            Object value = List.of(RandomObjects.row(random), RandomObjects.row(random));
            byte[] text = JacksonWriter.write(new JsonFactory(), value);
            assertThat(same.rows(JacksonWriter.write(CBOR, value)))
                    .as("weir.seed=%d", seed)
                    .isEqualTo(json.rows(text));
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
            byte[] payload = JacksonWriter.write(CBOR, row);
            for (int n = 1 + random.nextInt(2); n > 0; n--) {
                payload[random.nextInt(payload.length)] = (byte) random.nextInt(256);
            }
            if (cbor.decode(payload) == null) {
                taken++;
                assertThat(isRead(payload))
                        .as("weir.seed=%d: %s", seed, HexFormat.of().formatHex(payload))
                        .isTrue();
            }
        }
        assertThat(taken).isGreaterThan(1000);
    }

    private static boolean isRead(byte[] payload) {
        try (JsonParser parser = CBOR.createParser(ObjectReadContext.empty(), payload)) {
            parser.nextToken();
            parser.skipChildren();
            return parser.nextToken() == null;
        } catch (JacksonException e) {
            // It knows tags of 32 bits only, the standard has 64; and it looks behind tag 4, a decimal fraction, which
            // is well-formed with any value behind it (RFC 8949, 5.3.2), and behind tag 25, a reference to a string
            // before
            // it, which to this decoder is a number with a tag.
            String problem = String.valueOf(e.getMessage());
            return problem.contains("ag value")
                    || problem.contains("'decimal fraction'")
                    || problem.contains("String reference");
        }
    }

    @Test
    void shouldSurviveEveryDamage() {
        byte[] good = JacksonWriter.write(
                CBOR,
                List.of(
                        Map.of("ts", 1L, "seq", 5L, "temp", 21.5, "loc", Map.of("line", 3L), "name", "spindle"),
                        Map.of("ts", 2L, "on", true, "unread", List.of(1L, 2.5, "x"))));
        assertThat(cbor.survivesDamage(good)).as("a prefix that is a payload").isZero();
    }

    @Test
    void shouldAllocateNothingPerRow() {
        byte[] payload = JacksonWriter.write(
                CBOR,
                Map.of(
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
        assertThat(cbor.allocatedPerMessage(payload)).isZero();
    }
}
