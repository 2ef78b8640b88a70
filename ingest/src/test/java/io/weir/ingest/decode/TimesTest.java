package io.weir.ingest.decode;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.config.TimeBounds;
import io.weir.config.TimePattern;
import io.weir.ingest.DecoderTester;
import io.weir.ingest.Streams;
import io.weir.model.FieldType;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The time of a row. */
class TimesTest {
    private static Streams stream() {
        return Streams.stream().field("temp", FieldType.DOUBLE, "temp");
    }

    private static DecoderTester of(String pattern, String zone) {
        return DecoderTester.of(stream().time(new TimePattern(pattern, ZoneId.of(zone)), "ts"));
    }

    private static String time(DecoderTester tester, String json) {
        assertThat(tester.decode(json)).as(tester.detail()).isNull();
        return Instant.ofEpochSecond(0, tester.batch().times()[0]).toString();
    }

    @Test
    void shouldReadTimesByAPatternInAZone() {
        assertThat(time(of("yyyy-MM-dd HH:mm:ss", "Z"), "{\"ts\":\"2026-11-22 10:00:00\"}"))
                .isEqualTo("2026-11-22T10:00:00Z");
        assertThat(time(of("dd.MM.yyyy HH:mm:ss.SSS", "Europe/Berlin"), "{\"ts\":\"22.07.2026 10:00:00.250\"}"))
                .isEqualTo("2026-07-22T08:00:00.250Z");
        assertThat(time(of("yyyyMMddHHmmss", "Z"), "{\"ts\":20261122100000}")).isEqualTo("2026-11-22T10:00:00Z");
        assertThat(time(of("yyyy-MM-dd HH:mm XXX", "Z"), "{\"ts\":\"2026-11-22 10:00 +02:00\"}"))
                .isEqualTo("2026-11-22T08:00:00Z");
        // Clocks are set back at 03:00: the earlier 02:30 is meant.
        assertThat(time(of("yyyy-MM-dd HH:mm", "Europe/Berlin"), "{\"ts\":\"2026-10-25 02:30\"}"))
                .isEqualTo("2026-10-25T00:30:00Z");
    }

    @Test
    void shouldSayWhatPatternATimeDoesNotFollow() {
        DecoderTester times = of("yyyy-MM-dd HH:mm:ss", "Z");
        for (String wrong : new String[] {"2026-02-30 10:00:00", "2026-11-22T10:00:00Z", "", "2026-11-22 10:00:00 "}) {
            times.assertRejected(
                    Reason.TIME_INVALID,
                    "time $.ts: found \"" + wrong + "\", expected a time like yyyy-MM-dd HH:mm:ss",
                    "{\"ts\":\"" + wrong + "\"}");
        }
        times.assertRejected(
                Reason.TIME_INVALID,
                "time $.ts: found 1700000000, expected a time like yyyy-MM-dd HH:mm:ss",
                "{\"ts\":1700000000}");
    }

    @Test
    void shouldRefuseWhatAClockWithoutABatterySays() {
        DecoderTester times = DecoderTester.of(stream().bounds(TimeBounds.DEFAULT_MIN, Optional.empty()));
        // A day after a start in 1970; seconds that are read as milliseconds; a clock that begins in 2000.
        for (String ts : new String[] {"86400000", "1700000000", "946684800000", "978307199999"}) {
            assertThat(times.decode("{\"ts\":" + ts + "}")).isEqualTo(Reason.TIME_OUT_OF_BOUNDS);
        }
        assertThat(times.detail())
                .isEqualTo("time $.ts: found 2000-12-31T23:59:59.999Z, expected 2001-01-01T00:00:00Z to"
                        + " 2027-01-15T09:00:00Z");
        assertThat(times.decode("{\"ts\":978307200000}")).isNull();
    }

    @Test
    void shouldRefuseWhatIsTooOldWhereALimitIsSet() {
        DecoderTester times =
                DecoderTester.of(stream().bounds(TimeBounds.DEFAULT_MIN, Optional.of(Duration.ofDays(1))));
        assertThat(times.decode("{\"ts\":\"2027-01-14T08:00:00Z\"}")).isNull();
        times.assertRejected(
                Reason.TIME_OUT_OF_BOUNDS,
                "time $.ts: found 2027-01-14T07:59:59Z, expected 2027-01-14T08:00:00Z to 2027-01-15T09:00:00Z",
                "{\"ts\":\"2027-01-14T07:59:59Z\"}");
    }

    @Test
    void shouldReadZonesOfPatternsForFieldsToo() {
        assertThat(new TimePattern("yyyy-MM-dd 'yyyy' HH:mm", ZoneOffset.UTC)
                        .formatter()
                        .parse("2026-11-22 yyyy 10:00"))
                .isNotNull();
    }
}
