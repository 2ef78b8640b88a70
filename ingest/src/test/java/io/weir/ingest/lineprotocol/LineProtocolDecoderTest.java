package io.weir.ingest.lineprotocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.config.DecodeConfig;
import io.weir.config.TimeUnitConfig;
import io.weir.ingest.DecoderTester;
import io.weir.ingest.Streams;
import io.weir.ingest.decode.Reason;
import io.weir.model.FieldType;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LineProtocolDecoderTest {
    private final DecoderTester lines = DecoderTester.of(Streams.stream()
            .decode(new DecodeConfig.LineProtocol())
            .key(Streams.payloadKey("tags", "host"))
            .time(TimeUnitConfig.NS, "_time")
            .field("what", FieldType.STRING, "_measurement")
            .field("temp", FieldType.DOUBLE, "temp")
            .field("n", FieldType.LONG, "n")
            .field("on", FieldType.BOOL, "on")
            .field("note", FieldType.STRING, "note"));

    @Test
    void shouldMakeARowOfEachLine() {
        assertThat(lines.rows("""
                # a comment

                press,host=p7,hall=north temp=21.5,n=12i,on=t,note="a \\"b\\" \\\\ c",x=1 1700000000000000000
                  press,host=p8 n=18u,on=FALSE,note="two
                lines, and = blanks" 1700000001000000000\r
                press,host=p9 temp=1e3
                """)).isEqualTo("""
                1.7E9 p7 'press' 21.5 12 true 'a "b" \\ c'
                1.700000001E9 p8 'press' - 18 false 'two
                lines, and = blanks'
                now p9 'press' 1000.0 - - -
                """);
    }

    @Test
    void shouldReadEscapes() {
        assertThat(lines.rows("my\\,press\\ 1\\=x=y\\z,host=a\\ b\\,c\\=d,t\\ a\\=g=1 te\\ mp=1,temp=2 5"))
                .isEqualTo("5.0E-9 a b,c=d 'my,press 1=x=y\\z' 2.0 - - -\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"t", "T", "true", "True", "TRUE"})
    void shouldReadEveryFormOfTrue(String word) {
        assertThat(lines.rows("m,host=h on=" + word + " 5")).isEqualTo("5.0E-9 h 'm' - - true -\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "m | line 1: the line has no fields",
                "m,host=h | line 1: the line has no fields",
                "m,host=h temp=1;m,host temp=1 | line 2: the tag \"host\" has no value",
                "m,=h temp=1 | line 1: a tag has no name",
                "m,host= temp=1 | line 1: a tag has no value",
                "m,host=a=b temp=1 | line 1: a tag's value has an equals sign without a backslash before it",
                ",host=h temp=1 | line 1: the line begins without a measurement",
                "m,host=h temp | line 1: the field \"temp\" has no value",
                "m,host=h temp= | line 1: a field has no value",
                "m,host=h temp=1, | line 1: a field has no name",
                "m,host=h temp=abc | line 1: found abc, expected a number (1.5, 12i, 3u), a bool or a text in quotes",
                "m,host=h temp=NaN | line 1: found NaN, expected a number (1.5, 12i, 3u), a bool or a text in quotes",
                "m,host=h temp=1.5i | line 1: found 1.5i, expected a number (1.5, 12i, 3u), a bool or a text in quotes",
                "m,host=h x=-3u | line 1: found -3u, expected a number (1.5, 12i, 3u), a bool or a text in quotes",
                "m,host=h x=1. | line 1: found 1., expected a number (1.5, 12i, 3u), a bool or a text in quotes",
                "m,host=h x=i | line 1: found i, expected a number (1.5, 12i, 3u), a bool or a text in quotes",
                "m,host=h x=1e | line 1: found 1e, expected a number (1.5, 12i, 3u), a bool or a text in quotes",
                "m,host=h note='a | line 1: the payload ends within a text",
                "m,host=h note='a'b 5 | line 1: found something behind the fields that is no timestamp",
                "m,host=h temp=1 5x | line 1: found something behind the fields that is no timestamp",
                "m,host=h temp=1 - | line 1: found something behind the fields that is no timestamp",
                "m,host=h temp=1 5 6 | line 1: found something behind the fields that is no timestamp",
                "# nothing;; | the payload has no line",
            })
    void shouldSayWhatIsNotLineProtocol(String line, String detail) {
        lines.assertRejected(
                Reason.INVALID_LINE_PROTOCOL, detail, line.replace(';', '\n').replace('\'', '"'));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "m,host=h n=1.5 5 | TYPE_MISMATCH | line 1: field n at $.n: found 1.5, expected a whole number (long)",
                "m,host=h n=\"x\" 5 | TYPE_MISMATCH | line 1: field n at $.n: found \"x\", expected a long",
                "m,host=h n=18446744073709551615u 5 | OUT_OF_RANGE | line 1: field n at $.n: 18446744073709551615 is beyond the range of a long",
                "m,host=h temp=1e999 5 | OUT_OF_RANGE | line 1: field temp at $.temp: 1e999 is beyond the range of a double",
                "m,host=h on=1i 5 | TYPE_MISMATCH | line 1: field on at $.on: found 1, expected a bool",
                "m,host=h temp=1,temp=2 5 | DUPLICATE_MEMBER | line 1: \"temp\" stands twice in its line",
                "m,host=h,host=i temp=1 5 | DUPLICATE_MEMBER | line 1: \"host\" stands twice in its line",
                "m temp=1 5 | KEY_MISSING | line 1: key $.tags.host: the payload has no text, number or bool at $.tags.host",
                "m,host=h temp=1 -5 | TIME_OUT_OF_BOUNDS | line 1: time $._time: found 1969-12-31T23:59:59.999999995Z, expected 1970-01-01T00:00:00Z to 2027-01-15T09:00:00Z",
            })
    void shouldSayWhatDoesNotFit(String line, Reason reason, String detail) {
        lines.assertRejected(reason, detail, line);
    }

    @Test
    void shouldReadAgainWhateverTextWasWritten() {
        long seed = Long.getLong("weir.seed", System.nanoTime());
        Random random = new Random(seed);
        String pieces = "abc,\"\\\n\r ;=äß#";
        for (int i = 0; i < 5_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(12); n > 0; n--) {
                text.append(pieces.charAt(random.nextInt(pieces.length())));
            }
            String written = text.toString().replace("\\", "\\\\").replace("\"", "\\\"");
            assertThat(lines.rows("m,host=h note=\"" + written + "\" 5\nm,host=i n=1i 6"))
                    .as("weir.seed=%d", seed)
                    .isEqualTo("5.0E-9 h 'm' - - - '" + text + "'\n6.0E-9 i 'm' - 1 - -\n");
        }
    }

    @Test
    void shouldSurviveEveryDamage() {
        lines.survivesDamage(
                "press,host=p7,hall=n\\ w temp=21.5,n=12i,u=3u,on=t,note=\"a \\\"b\\\"\" 1700000000000000000\nm,host=h n=1i 6\n"
                        .getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void shouldAllocateNothingPerRow() {
        byte[] payload =
                "press,host=p\\ 7,hall=north temp=21.5,n=12i,on=t,note=\"a \\\"b\\\"\" 1700000000000000000\nm,host=h temp=1,x=2 6\n"
                        .getBytes(StandardCharsets.UTF_8);
        assertThat(lines.allocatedPerMessage(payload)).isZero();
    }
}
