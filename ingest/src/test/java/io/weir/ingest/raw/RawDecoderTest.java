package io.weir.ingest.raw;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.config.DecodeConfig;
import io.weir.config.ValueOrigin;
import io.weir.ingest.DecoderTester;
import io.weir.ingest.Streams;
import io.weir.ingest.decode.Reason;
import io.weir.model.FieldType;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RawDecoderTest {
    private static DecoderTester of(FieldType type) {
        return DecoderTester.of(Streams.stream()
                .decode(new DecodeConfig.Raw())
                .arrivalTime()
                .field("kind", FieldType.STRING, new ValueOrigin.TopicLevel(2))
                .field("value", type, "value"));
    }

    @Test
    void shouldTakeThePayloadForTheOneField() {
        assertThat(of(FieldType.DOUBLE).rows("21.5")).isEqualTo("now p7 'press' 21.5\n");
        assertThat(of(FieldType.DOUBLE).rows(" -1e3\r\n")).isEqualTo("now p7 'press' -1000.0\n");
        assertThat(of(FieldType.LONG).rows("9223372036854775807\n")).isEqualTo("now p7 'press' 9223372036854775807\n");
        assertThat(of(FieldType.BOOL).rows("true")).isEqualTo("now p7 'press' true\n");
        assertThat(of(FieldType.STRING).rows(" päß\n")).isEqualTo("now p7 'press' ' päß\n'\n");
        assertThat(of(FieldType.TIMESTAMP).rows("2026-11-22T10:00:00Z"))
                .isEqualTo("now p7 'press' 1795341600000000000\n");
    }

    @Test
    void shouldSayWhatWasFoundAndWhatWasExpected() {
        of(FieldType.DOUBLE)
                .assertRejected(
                        Reason.TYPE_MISMATCH, "field value at $.value: found \"n/a\", expected a double", "n/a\n");
        of(FieldType.DOUBLE)
                .assertRejected(Reason.TYPE_MISMATCH, "field value at $.value: found \"\", expected a double", " \n");
        of(FieldType.LONG)
                .assertRejected(
                        Reason.TYPE_MISMATCH,
                        "field value at $.value: found \"21.5\", expected a whole number (long)",
                        "21.5");
        of(FieldType.LONG)
                .assertRejected(
                        Reason.OUT_OF_RANGE,
                        "field value at $.value: \"9223372036854775808\" is beyond the range of a long",
                        "9223372036854775808");
        of(FieldType.STRING).assertRejected(Reason.INVALID_UTF8, "the payload is not UTF-8", new byte[] {(byte) 0xff});
    }

    @Test
    void shouldSurviveEveryDamage() {
        for (FieldType type : FieldType.values()) {
            of(type).survivesDamage((type == FieldType.BOOL ? "true" : "1700000000").getBytes(StandardCharsets.UTF_8));
        }
    }

    @Test
    void shouldAllocateNothingPerRow() {
        assertThat(of(FieldType.DOUBLE).allocatedPerMessage("21.53718".getBytes(StandardCharsets.UTF_8)))
                .isZero();
    }
}
