package io.weir.ingest.json;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.config.PayloadConfig.Unknown;
import io.weir.ingest.DecoderTester;
import io.weir.ingest.Streams;
import io.weir.model.FieldType;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What is JSON and what is not, by RFC 8259: structure, numbers, texts and encodings. Each case stands as the value of a
 * member that nobody reads, of one that is read, of one that is kept as text, and in an array of such; for each the
 * decoder must say what the table says and what a full parser says.
 */
class JsonTableTest {
    private static final List<String> GOOD = List.of(
            // Structure.
            "null",
            "true",
            "false",
            "[]",
            "{}",
            "[[]]",
            "[[],[[]]]",
            "[{}]",
            "[null]",
            "[1,\n2\r,\t3 ]",
            "{\"\":0}",
            "{\"a\":{\"b\":[{\"c\":null}]}}",
            "{ \"a\" : 1 , \"b\" : 2 }",
            "[\"\"]",
            "[false]",
            "[null,1,\"1\",{}]",
            "{\"a\":\"b\",\"a\":\"b\"}",
            "{\"a\":\"b\",\"a\":\"c\"}",
            "{\"\\u0000\":0}",
            "{\"title\":\"\\u041f\"}",
            "[2] ",
            " [1]",
            // Numbers.
            "0",
            "-0",
            "0e+1",
            "0e1",
            "0E0",
            "-0.0",
            "123",
            "1e1",
            "1E22",
            "1E-2",
            "1E+2",
            "20e1",
            "123.456e78",
            "123.456789",
            "-123",
            "-1",
            "-0.000000000000000000000000000000000000000000000000000000000001",
            "1e-400",
            "0.4e00669999999999999999999999999999999",
            "100000000000000000000",
            "-237462374673276894279832",
            "123123e100000",
            "9223372036854775807",
            "9223372036854775808",
            "1.7976931348623157e308",
            "5e-324",
            // Texts.
            "\"\"",
            "\" \"",
            "\"a\"",
            "\"asd \"",
            "\"\\u0060\\u012a\\u12AB\"",
            "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"",
            "\"\\\\u0000\"",
            "\"\\ud801\\udc37\"",
            "\"\\ud83d\\ude39\\ud83d\\udc8d\"",
            "\"\\u0000\"",
            "\"\u007f\"",
            "\"\u2028\u2029\"",
            "\"\uffff\"",
            "\"\u20ac\ud834\udd1e\"",
            "\"/\"",
            "\"\\uFFFE\"",
            "\"new\\u000Aline\"",
            "\"a/*b*/c\"",
            "\"\\u0022\"");

    private static final List<String> BAD = List.of(
            // Structure.
            "",
            "[",
            "]",
            "{",
            "}",
            "[1",
            "[1,",
            "[1,]",
            "[,1]",
            "[1,,2]",
            "[,]",
            "[1}",
            "{]",
            "{\"a\"",
            "{\"a\":",
            "{\"a\":1",
            "{\"a\":1,",
            "{\"a\":1,}",
            "{,}",
            "{\"a\"}",
            "{\"a\",1}",
            "{\"a\"::1}",
            "{:1}",
            "{1:1}",
            "{a:1}",
            "{'a':1}",
            "{null:1}",
            "{\"a\":1 \"b\":2}",
            "{\"a\":1;}",
            "{\"a\":1,,\"b\":2}",
            "[1 2]",
            "[1:2]",
            "[\"a\":1]",
            "[1]]",
            "{}}",
            "[] []",
            "1 2",
            "[1]x",
            "[1],",
            "[1]#",
            "//c\n1",
            "1//",
            "/**/1",
            "{\"a\":/*c*/1}",
            "<null>",
            "[<>]",
            "*",
            "[*]",
            "nul",
            "nulll",
            "tru",
            "truee",
            "fals",
            "True",
            "TRUE",
            "NULL",
            "undefined",
            "[1,\u000b2]",
            "[\f]",
            "\u00a0[]",
            "[\u2060]",
            "{\"a\":\"b\"}/",
            "{\"a\" b}",
            "{\"x\"",
            "[{",
            "[\"\",",
            "[\"a",
            "{[",
            "{\"a\":\"a",
            "[\\n]",
            "\\",
            // Numbers.
            "+1",
            "++1",
            "--1",
            "-",
            "-a",
            "- 1",
            "01",
            "-01",
            "00",
            "-00.1",
            "012",
            "1.",
            "1.e1",
            ".1",
            "-.1",
            ".",
            "1e",
            "1E",
            "1e+",
            "1e-",
            "1ea",
            "1.0e",
            "1.0e+",
            "0e",
            "0e+",
            "2.e3",
            "9.e+",
            "1_000",
            "1 000",
            "1,000",
            "0x1",
            "0x42",
            "0b1",
            "NaN",
            "-NaN",
            "Infinity",
            "+Infinity",
            "-Infinity",
            "Inf",
            "1.2.3",
            "1.2a-3",
            "1e1.5",
            "1+2",
            "1/2",
            "1f",
            "1d",
            "1L",
            "\uff11",
            "\u0661",
            "2.\u00e9",
            "1\u0000",
            // Texts.
            "\"",
            "\"a",
            "'a'",
            "a",
            "\"a\"b",
            "\"\\\"",
            "\"\\",
            "\"\\x00\"",
            "\"\\a\"",
            "\"\\'\"",
            "\"\\0\"",
            "\"\\u\"",
            "\"\\u0\"",
            "\"\\u00\"",
            "\"\\u00A\"",
            "\"\\u00G0\"",
            "\"\\uD800\\u\"",
            "\"\\U0041\"",
            "\"a\nb\"",
            "\"a\tb\"",
            "\"a\rb\"",
            "\"\u0000\"",
            "\"\u001f\"",
            "\"\\\u00e9\"",
            "\"\\ud83d\\u\"",
            "\u201ca\u201d",
            "`a`");

    /** What is no UTF-8, or not only that; in hexadecimal digits, between the quotes of a text. */
    private static final List<String> BAD_BYTES = List.of(
            "ff",
            "fe",
            "80",
            "bf",
            "c0",
            "c080",
            "c0af",
            "c1bf",
            "c3",
            "e0",
            "e080",
            "e080af",
            "e09fbf",
            "e282",
            "eda080",
            "edbfbf",
            "f0808080",
            "f08fbfbf",
            "f09f98",
            "f4908080",
            "f5808080",
            "f888808080",
            "fc8480808080",
            "c328",
            "e28228",
            "f0288cbc",
            "6180",
            "e4b8ade4b8",
            "00",
            "0a",
            "1f");

    private static DecoderTester of(FieldType type, Unknown unknown, String path) {
        return DecoderTester.of(Streams.stream().arrivalTime().unknown(unknown).field("read", type, path));
    }

    @TestFactory
    Stream<DynamicTest> shouldSayOfEachCaseWhatAFullParserSays() {
        List<DynamicTest> tests = new ArrayList<>();
        GOOD.forEach(it -> tests.add(test(it, it.getBytes(StandardCharsets.UTF_8), true)));
        BAD.forEach(it -> tests.add(test(it, it.getBytes(StandardCharsets.UTF_8), false)));
        for (String hex : BAD_BYTES) {
            byte[] inner = java.util.HexFormat.of().parseHex(hex);
            tests.add(test(hex, joined("\"", inner, "\""), false));
        }
        return tests.stream();
    }

    private static DynamicTest test(String name, byte[] value, boolean good) {
        return DynamicTest.dynamicTest((good ? "good " : "bad ") + name.replaceAll("\\p{Cntrl}", "?"), () -> {
            List<Function<byte[], byte[]>> places = List.of(
                    v -> joined("{\"v\":", v, "}"),
                    v -> joined("{\"w\":1,\"v\":", v, ",\"x\":2}"),
                    v -> joined(" [ { \"v\" : ", v, " } , {} ] "),
                    v -> joined("{\"o\":{\"v\":", v, "}}"));
            for (Function<byte[], byte[]> place : places) {
                byte[] payload = place.apply(value);
                assertThat(isJson(payload)).as("the parser").isEqualTo(good);
                for (Unknown unknown : List.of(Unknown.IGNORE, Unknown.KEEP)) {
                    assertThat(of(FieldType.STRING, unknown, "other").decode(payload) == null)
                            .as("not read, %s: %s", unknown, new String(payload, StandardCharsets.UTF_8))
                            .isEqualTo(good);
                }
                if (!good) {
                    assertThat(of(FieldType.STRING, Unknown.IGNORE, "v").decode(payload))
                            .isNotNull();
                    assertThat(of(FieldType.DOUBLE, Unknown.IGNORE, "v").decode(payload))
                            .isNotNull();
                }
            }
            if (good) {
                DecoderTester kept = of(FieldType.STRING, Unknown.KEEP, "other");
                String row = kept.rows(joined("{\"v\":", value, "}"));
                String text = row.substring(row.indexOf("'{") + 1, row.length() - 2);
                assertThat(tokens(text.getBytes(StandardCharsets.UTF_8)))
                        .as("what is kept is what was there")
                        .isEqualTo(tokens(joined("{\"v\":", value, "}")));
            }
        });
    }

    private static byte[] joined(String before, byte[] value, String behind) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(before.getBytes(StandardCharsets.UTF_8));
        out.writeBytes(value);
        out.writeBytes(behind.getBytes(StandardCharsets.UTF_8));
        return out.toByteArray();
    }

    private static boolean isJson(byte[] payload) {
        try {
            tokens(payload);
            // Jackson reads some surrogates in UTF-8 that are none.
            return io.weir.ingest.decode.Utf8.isValid(payload, 0, payload.length);
        } catch (JacksonException e) {
            return false;
        }
    }

    private static List<String> tokens(byte[] payload) {
        List<String> tokens = new ArrayList<>();
        try (JsonParser parser = new JsonFactory().createParser(ObjectReadContext.empty(), payload)) {
            int depth = 0;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                depth += token.isStructStart() ? 1 : token.isStructEnd() ? -1 : 0;
                tokens.add(token + " " + parser.getString());
                if (depth == 0 && tokens.size() > 1 && parser.nextToken() != null) {
                    throw new tools.jackson.core.exc.StreamReadException(parser, "something follows the value");
                }
            }
            if (depth != 0) {
                throw new tools.jackson.core.exc.StreamReadException(parser, "the payload ends within its value");
            }
        }
        return tokens;
    }
}
