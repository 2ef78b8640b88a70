package io.weir.ingest.csv;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.config.DecodeConfig;
import io.weir.ingest.DecoderTester;
import io.weir.ingest.Streams;
import io.weir.ingest.decode.Reason;
import io.weir.model.FieldType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CsvDecoderTest {
    private static final DecodeConfig.Csv HEADER = new DecodeConfig.Csv(',', true, List.of(), false);

    private static DecoderTester of(DecodeConfig.Csv config) {
        return DecoderTester.of(Streams.stream()
                .decode(config)
                .key(Streams.payloadKey("device"))
                .field("temp", FieldType.DOUBLE, "temp")
                .field("n", FieldType.LONG, "n")
                .field("note", FieldType.STRING, "note"));
    }

    @Test
    void shouldMakeARowOfEachRecordByTheNamesInTheHeader() {
        assertThat(of(HEADER).rows("""
                note,device,unread,ts,temp,n
                "a ""quoted"", text
                of two lines",p7,x,1700000000000,21.5,7
                ,p8,,1700000001000,,
                "",p9,"y",1700000002000,-1e-3,"8"
                """)).isEqualTo("""
                1.7E9 p7 21.5 7 'a "quoted", text
                of two lines'
                1.700000001E9 p8 - - -
                1.700000002E9 p9 -0.001 8 ''
                """);
    }

    @Test
    void shouldReadColumnsByTheirPosition() {
        DecodeConfig.Csv positions = new DecodeConfig.Csv(';', false, List.of("ts", "device", "temp", "x"), false);
        assertThat(of(positions).rows("1000;p7;1.5;\r\n2000;p8;2.5;z")).isEqualTo("1.0 p7 1.5 - -\n2.0 p8 2.5 - -\n");
        // A header that is there, and is replaced by names of one's own.
        DecodeConfig.Csv renamed = new DecodeConfig.Csv('\t', true, List.of("ts", "device", "temp"), false);
        assertThat(of(renamed).rows("Time (ms)\tId\t\"Temp, °C\"\n1000\tp7\t1.5\n"))
                .isEqualTo("1.0 p7 1.5 - -\n");
    }

    @Test
    void shouldPassOverEmptyLinesAndAByteOrderMark() {
        assertThat(of(HEADER).rows("\ufeff\n\r\nts,device\n\n1000,p7\n\n\n2000,p7\n\n"))
                .isEqualTo("1.0 p7 - - -\n2.0 p7 - - -\n");
    }

    @Test
    void shouldTrimBlanksOnlyWhereAsked() {
        DecodeConfig.Csv trimming = new DecodeConfig.Csv(',', true, List.of(), true);
        assertThat(of(trimming).rows("ts , device, note\n1000 , p7 , \" a \" \n"))
                .isEqualTo("1.0 p7 - - ' a '\n");
        of(HEADER)
                .assertRejected(
                        Reason.TYPE_MISMATCH,
                        "line 2: field temp at $.temp: found \" 1.5\", expected a double",
                        "ts,device,temp\n1000,p7, 1.5\n");
    }

    @Test
    void shouldReadAnotherHeaderWhenItChanges() {
        DecoderTester csv = of(HEADER);
        for (int i = 0; i < 3; i++) {
            assertThat(csv.rows("ts,device,temp\n1000,p7,1\n")).isEqualTo("1.0 p7 1.0 - -\n");
            assertThat(csv.rows("ts,temp,device\n1000,1,p7\n")).isEqualTo("1.0 p7 1.0 - -\n");
            assertThat(csv.rows("ts,temp,device,n\n1000,1,p7,2\n")).isEqualTo("1.0 p7 1.0 2 -\n");
            assertThat(csv.decode("ts,temp,device,n")).isEqualTo(Reason.INVALID_CSV);
            assertThat(csv.decode("ts,device,device\n1,1,1")).isEqualTo(Reason.DUPLICATE_MEMBER);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "ts,device;1000 | INVALID_CSV | line 2: found 1 value, expected one for each of 2 columns",
                "ts,device;1,p;1,p,2 | INVALID_CSV | line 3: found 3 values, expected one for each of 2 columns",
                "ts,device;1,'p | INVALID_CSV | line 2: the payload ends within quotes",
                "ts,device;1,'p'x | INVALID_CSV | line 2: something follows the quote that ends a value",
                "ts,device;1,p'x' | INVALID_CSV | line 2: a quote stands within a value that does not begin with one",
                "ts,device | INVALID_CSV | the payload has no record",
                "ts,'device | INVALID_CSV | line 1: the payload ends within quotes",
                "; | INVALID_CSV | the payload is empty, expected a header",
                "ts,device,ts;1,p,1 | DUPLICATE_MEMBER | column \"ts\" stands twice in the header",
                "device;p | TIME_MISSING | line 2: time $.ts: found nothing, expected a number of ms since 1970 or an ISO-8601 text",
                "ts;1 | KEY_MISSING | line 2: key $.device: the payload has no text, number or bool at $.device",
                "ts,device,n;1,p,1.5 | TYPE_MISMATCH | line 2: field n at $.n: found \"1.5\", expected a whole number (long)",
                "ts,device,n;1,'a;b',7;1,p,x | TYPE_MISMATCH | line 4: field n at $.n: found \"x\", expected a long",
            })
    void shouldSayWhereAndWhatIsWrong(String csv, Reason reason, String detail) {
        of(HEADER).assertRejected(reason, detail, csv.replace(';', '\n').replace('\'', '"'));
    }

    @Test
    void shouldRefuseALoneCarriageReturn() {
        of(HEADER)
                .assertRejected(
                        Reason.INVALID_CSV,
                        "line 1: a carriage return without a line feed behind it",
                        "ts,device\r1000,p7\r");
    }

    /** The law of RFC 4180: what is written with quotes is read as it was. */
    @Test
    void shouldReadAgainWhateverWasWritten() {
        long seed = Long.getLong("weir.seed", System.nanoTime());
        Random random = new Random(seed);
        DecoderTester csv = of(HEADER);
        String pieces = "abc,\"\n\r\n ;äß😀'";
        for (int i = 0; i < 5_000; i++) {
            StringBuilder text = new StringBuilder();
            for (int n = random.nextInt(12); n > 0; n--) {
                int at = random.nextInt(pieces.codePointCount(0, pieces.length()));
                text.appendCodePoint(pieces.codePointAt(pieces.offsetByCodePoints(0, at)));
            }
            String quoted = "\"" + text.toString().replace("\"", "\"\"") + "\"";
            String payload = "ts,note,device\n1000," + quoted + ",p7\n2000,x,p8";
            assertThat(csv.rows(payload))
                    .as("weir.seed=%d", seed)
                    .isEqualTo("1.0 p7 - - '" + text + "'\n2.0 p8 - - 'x'\n");
        }
    }

    @Test
    void shouldSurviveEveryDamage() {
        of(HEADER)
                .survivesDamage("ts,device,temp,note\r\n1000,p7,1.5,\"a \"\"b\"\"\"\r\n2000,p8,,x\r\n"
                        .getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void shouldAllocateNothingPerRow() {
        byte[] payload = "ts,device,temp,note,n\n1700000000000,p7,21.5,\"a \"\"b\"\"\",7\n1700000001000,p8,,,\n"
                .getBytes(StandardCharsets.UTF_8);
        assertThat(of(HEADER).allocatedPerMessage(payload)).isZero();
    }
}
