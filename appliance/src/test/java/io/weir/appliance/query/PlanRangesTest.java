package io.weir.appliance.query;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.model.EventTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlanRangesTest {
    private static final QueryTable PRESS = new QueryTable("readings", RecordedRows.PRESS, "weir_scan_0");
    private static final long TEN = EventTime.parseIso("2026-11-22T10:00:00Z");
    private static final long MINUTE = 60_000_000_000L;
    private static final String TIME = "make_timestamp_ns(weir_time)";
    private static final String AT_TEN = "'2026-11-22 10:00:00'::TIMESTAMP_NS";

    private static TimeRange range(String condition) {
        return PlanRanges.range(condition, PRESS);
    }

    @Test
    void shouldReadComparisonsOfTheTimeAndTheirConjunctions() {
        TimeRange from = new TimeRange(TEN, Long.MAX_VALUE);
        assertThat(range("(" + TIME + " >= " + AT_TEN + ")")).isEqualTo(from);
        assertThat(range("((c0 > 3.0) AND (weir_key = ') AND (''') AND (" + TIME + " > " + AT_TEN + "))"))
                .isEqualTo(from);
        assertThat(range("(" + TIME + " < " + AT_TEN + ")")).isEqualTo(new TimeRange(EventTime.MIN, TEN + MINUTE));
        assertThat(range("(" + TIME + " = " + AT_TEN + ")")).isEqualTo(new TimeRange(TEN, TEN + MINUTE));
        assertThat(range("((" + TIME + " BETWEEN " + AT_TEN
                        + " AND '2026-11-22 10:00:00.5'::TIMESTAMP_NS) AND (c1 = 1))"))
                .isEqualTo(new TimeRange(TEN, TEN + 500_000_000 + MINUTE));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "((c0 > 3.0) OR (T >= X))",
                "(NOT (T >= X))",
                "((c0 > 3.0) AND ((T >= X) OR (c0 < 2.0)))",
                "CASE  WHEN (((c0 > 3.0) AND (T >= X))) THEN (true) ELSE (false) END",
                "((weir_key = '(T >= X)') AND (c0 > 1.0))",
                "(weir_key = ') AND (T >= X) AND (')",
                "(make_timestamp_ns(c4) >= X)",
                "(make_timestamp_ns((weir_time + 1)) >= X)",
                "(T >= 'infinity'::TIMESTAMP_NS)",
                "(T >= '9999-11-22 10:00:00'::TIMESTAMP_NS)",
                "((c0 > 3.0) AND (T >= X)",
                "(c0 > 3.0) AND (T >= X))"
            })
    void shouldRestrictNothingWhereItIsNotSure(String condition) {
        assertThat(range(condition.replace("T ", TIME + " ").replace("X", AT_TEN))
                        .isAll())
                .isTrue();
    }
}
