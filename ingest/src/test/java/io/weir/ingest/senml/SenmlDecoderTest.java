package io.weir.ingest.senml;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.config.DecodeConfig.Senml;
import io.weir.config.DecodeConfig.Senml.Encoding;
import io.weir.config.DecodeConfig.Senml.Rows;
import io.weir.config.TimeUnitConfig;
import io.weir.ingest.DecoderTester;
import io.weir.ingest.Streams;
import io.weir.ingest.decode.JacksonWriter;
import io.weir.ingest.decode.Reason;
import io.weir.model.FieldType;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.dataformat.cbor.CBORFactory;

class SenmlDecoderTest {
    private static DecoderTester records(Encoding encoding) {
        return DecoderTester.of(Streams.stream()
                .decode(new Senml(encoding, Rows.RECORD))
                .key(Streams.payloadKey("n"))
                .time(TimeUnitConfig.S, "t")
                .field("u", FieldType.STRING, "u")
                .field("v", FieldType.DOUBLE, "v")
                .field("vs", FieldType.STRING, "vs")
                .field("vb", FieldType.BOOL, "vb")
                .field("vd", FieldType.STRING, "vd")
                .field("s", FieldType.DOUBLE, "s"));
    }

    private static DecoderTester pivot() {
        return DecoderTester.of(Streams.stream()
                .decode(new Senml(Encoding.JSON, Rows.PIVOT))
                .key(Streams.payloadKey("bn"))
                .time(TimeUnitConfig.S, "t")
                .field("temp", FieldType.DOUBLE, "temp")
                .field("state", FieldType.STRING, "state")
                .field("on", FieldType.BOOL, "on"));
    }

    /** The examples of RFC 8428, section 5.1. */
    @Test
    void shouldResolveBaseValuesAsTheStandardShows() {
        assertThat(records(Encoding.JSON).rows("""
                [{"n":"urn:dev:ow:10e2073a01080063","u":"Cel","v":23.1}]""")).isEqualTo("now urn:dev:ow:10e2073a01080063 'Cel' 23.1 - - - -\n");
        assertThat(records(Encoding.JSON).rows("""
                [{"bn":"urn:dev:ow:10e2073a0108006:","bt":1.276020076001e+09,"bu":"A","bver":5,
                  "n":"voltage","u":"V","v":120.1},
                 {"n":"current","t":-5,"v":1.2},
                 {"n":"current","t":-4,"v":1.3}]""")).isEqualTo("""
                1.276020076001E9 urn:dev:ow:10e2073a0108006:voltage 'V' 120.1 - - - -
                1.276020071001E9 urn:dev:ow:10e2073a0108006:current 'A' 1.2 - - - -
                1.276020072001E9 urn:dev:ow:10e2073a0108006:current 'A' 1.3 - - - -
                """);
        assertThat(records(Encoding.JSON).rows("""
                [{"bn":"urn:dev:ow:10e2073a01080063:"},{"n":"label","vs":"Machine Room"},
                 {"n":"open","vb":false},{"n":"nfc-reader","vd":"aGkgCg"},{"n":"kwh","s":12.5},
                 {"bn":"b/","bv":10,"bs":1,"n":"x","v":0.5,"s":2}]""")).isEqualTo("""
                now urn:dev:ow:10e2073a01080063:label '' - 'Machine Room' - - -
                now urn:dev:ow:10e2073a01080063:open '' - - false - -
                now urn:dev:ow:10e2073a01080063:nfc-reader '' - - - 'aGkgCg' -
                now urn:dev:ow:10e2073a01080063:kwh '' - - - - 12.5
                now b/x '' 10.5 - - - 3.0
                """);
    }

    @Test
    void shouldTakeTimesBelowTwoToThe28AsRelativeToArrival() {
        assertThat(records(Encoding.JSON).rows("[{\"n\":\"a\",\"t\":-60.5,\"v\":1}]"))
                .isEqualTo("1.7999999395E9 a '' 1.0 - - - -\n");
    }

    @Test
    void shouldReadCborAsJson() {
        // The label -2 is bn, -3 bt, 0 n, 2 v, 4 vb, 8 vd.
        byte[] pack = HexFormat.of()
                .parseHex("83" + "a4216464657637221a6553f10000617402f94d60" + "a2006162" + "04f5" + "a2006163"
                        + "08420102");
        assertThat(records(Encoding.CBOR).rows(pack)).isEqualTo("""
                1.7E9 dev7t '' 21.5 - - - -
                1.7E9 dev7b '' - - true - -
                1.7E9 dev7c '' - - - 'AQI' -
                """);
        byte[] texts = JacksonWriter.write(new CBORFactory(), List.of(Map.of("n", "a", "v", 1.5, "t", 1700000000L)));
        assertThat(records(Encoding.CBOR).rows(texts)).isEqualTo("1.7E9 a '' 1.5 - - - -\n");
    }

    @Test
    void shouldPivotRecordsOfOneBaseNameAndTime() {
        assertThat(pivot().rows("""
                [{"bn":"dev7","bt":1700000000,"n":"temp","v":21.5},{"n":"state","vs":"ok"},{"n":"unread","v":1},
                 {"n":"temp","t":1,"v":21.6},{"n":"on","t":1,"vb":true},{"bn":"dev8","n":"temp","v":5}]""")).isEqualTo("""
                1.7E9 dev7 21.5 'ok' -
                1.700000001E9 dev7 21.6 - true
                1.7E9 dev8 5.0 - -
                """);
        pivot().assertRejected(
                        Reason.DUPLICATE_MEMBER,
                        "\"temp\" stands twice at one time",
                        "[{\"bn\":\"d\",\"n\":\"temp\",\"v\":1},{\"n\":\"temp\",\"v\":2}]");
        pivot().assertRejected(
                        Reason.TYPE_MISMATCH,
                        "field temp at $.temp: found \"x\", expected a double",
                        "[{\"bn\":\"d\",\"n\":\"temp\",\"vs\":\"x\"}]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{} | INVALID_SENML | expected an array of records",
                "[1] | INVALID_SENML | expected a record",
                "[] | INVALID_SENML | the pack has no record with a value",
                "[{\"bn\":\"a\"}] | INVALID_SENML | the pack has no record with a value",
                "[{\"v\":1}] | INVALID_SENML | record 0 has no name",
                "[{\"n\":\"a\",\"v\":1,\"vs\":\"x\"}] | INVALID_SENML | record 0 has more than one value",
                "[{\"n\":\"a\",\"v\":\"1\"}] | INVALID_SENML | expected a number for \"v\"",
                "[{\"n\":1,\"v\":1}] | INVALID_SENML | expected a text for \"n\"",
                "[{\"n\":\"a\",\"vb\":1}] | INVALID_SENML | expected a bool for \"vb\"",
                "[{\"n\":\"a\",\"v\":1,\"bver\":11}] | INVALID_SENML | found version 11, expected at most 10",
                "[{\"n\":\"a\",\"v\":1,\"x_\":11}] | INVALID_SENML | found the label \"x_\", which must be understood",
                "[{\"n\":\"a\",\"v\":1,\"v\":1}] | DUPLICATE_MEMBER | \"v\" stands twice in its record",
                "[{\"n\":\"a\",\"v\":1e999999999}] | LIMIT_EXCEEDED | a number has an exponent that is too large",
                "[{\"n\":\"a\",\"v\":1e99999999999}] | LIMIT_EXCEEDED | a number has an exponent that is too large",
                "[{\"n\":\"a\",\"v\":1}]x | INVALID_SENML | Unrecognized token 'x': was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')",
            })
    void shouldSayWhatIsWrong(String json, Reason reason, String detail) {
        records(Encoding.JSON).assertRejected(reason, detail, json);
    }

    @Test
    void shouldSurviveEveryDamage() {
        String pack =
                "[{\"bn\":\"d/\",\"bt\":1.7e9,\"bu\":\"A\",\"n\":\"a\",\"v\":120.1,\"x\":[{}]},{\"n\":\"b\",\"t\":-5,\"vs\":\"x\"}]";
        assertThat(records(Encoding.JSON).survivesDamage(pack.getBytes(StandardCharsets.UTF_8)))
                .isZero();
        byte[] cbor = JacksonWriter.write(
                new CBORFactory(),
                List.of(Map.of("bn", "d/", "bt", 1.7e9, "n", "a", "v", 1.5), Map.of("n", "b", "vs", "x")));
        assertThat(records(Encoding.CBOR).survivesDamage(cbor)).isZero();
    }
}
