package io.weir.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class VocabularyTest {
    @Test
    void shouldReadBackEveryTimeThatItPrints() {
        SplittableRandom random = new SplittableRandom(42);
        for (int i = 0; i < 10_000; i++) {
            long nanos = random.nextLong();
            assertThat(EventTime.parseIso(EventTime.format(nanos)))
                    .as("nanos %d", nanos)
                    .isEqualTo(nanos);
        }
        for (long nanos : new long[] {Long.MIN_VALUE, -1, 0, 1, 999_999_999, Long.MAX_VALUE}) {
            assertThat(EventTime.parseIso(EventTime.format(nanos))).isEqualTo(nanos);
        }
    }

    @Test
    void shouldPrintTimesAsIso() {
        assertThat(EventTime.format(1_795_341_600_250_000_000L)).isEqualTo("2026-11-22T10:00:00.250Z");
        assertThat(EventTime.parseIso("2026-11-22T11:00:00+01:00")).isEqualTo(1_795_341_600_000_000_000L);
    }

    @Test
    void shouldRefuseTimesThatNanosecondsCannotHold() {
        assertThatThrownBy(() -> EventTime.ofInstant(Instant.parse("2300-01-01T00:00:00Z")))
                .isInstanceOf(DateTimeException.class)
                .hasMessageContaining("1677-09-21 to 2262-04-11");
    }

    @Test
    void shouldGiveEqualSchemasEqualIdsAndOthersOthers() {
        Schema one = new Schema(Schema.Kind.STREAM, "a", List.of(new Field("x", FieldType.LONG)));
        Schema same = new Schema(Schema.Kind.STREAM, "a", List.of(new Field("x", FieldType.LONG)));
        Schema other = new Schema(Schema.Kind.STREAM, "a", List.of(new Field("x", FieldType.DOUBLE)));
        assertThat(one.id()).isEqualTo(same.id()).isNotEqualTo(other.id());
        assertThat(one).hasToString("stream a(x long)");
        assertThatThrownBy(() -> new Schema(
                        Schema.Kind.STREAM,
                        "a",
                        List.of(one.fields().get(0), one.fields().get(0))))
                .hasMessage("schema a has two fields named x");
    }

    @Test
    void shouldPrintSizesInTheirLargestUnit() {
        assertThat(ByteSize.ofGiB(10)).hasToString("10GiB");
        assertThat(new ByteSize(1536)).hasToString("1.5KiB");
        assertThat(new ByteSize(0)).hasToString("0B");
    }

    @Test
    void shouldKeepEveryDeadLetterColumnWhereItsConstantSays() {
        assertThat(DeadLetters.SCHEMA.indexOf("source")).isEqualTo(DeadLetters.SOURCE);
        assertThat(DeadLetters.SCHEMA.indexOf("offset")).isEqualTo(DeadLetters.OFFSET);
        assertThat(DeadLetters.SCHEMA.indexOf("detail")).isEqualTo(DeadLetters.DETAIL);
        assertThat(DeadLetters.SCHEMA.indexOf("payload_base64")).isEqualTo(DeadLetters.PAYLOAD_BASE64);
        assertThat(DeadLetters.SCHEMA.indexOf("size")).isEqualTo(DeadLetters.SIZE);
        assertThat(DeadLetters.SCHEMA.indexOf("properties")).isEqualTo(DeadLetters.PROPERTIES);
        assertThat(DeadLetters.SCHEMA.fields()).hasSize(11);
    }
}
