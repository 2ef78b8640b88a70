package io.weir.processing.expression;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.model.EventTime;
import io.weir.model.Field;
import io.weir.model.FieldType;
import io.weir.model.RowBatch;
import io.weir.model.Schema;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ExpressionTest {
    private static final Schema SCHEMA = new Schema(
            Schema.Kind.STREAM,
            "press",
            List.of(
                    new Field("temp", FieldType.DOUBLE),
                    new Field("rpm", FieldType.LONG),
                    new Field("on", FieldType.BOOL),
                    new Field("line", FieldType.STRING),
                    new Field("at", FieldType.TIMESTAMP),
                    new Field("none", FieldType.DOUBLE),
                    new Field("no_text", FieldType.STRING),
                    new Field("no_bool", FieldType.BOOL)));

    /** 100 rows, all alike: temp 21.5, rpm 3, on true, line 'b', at 1 s, key 'k', time 2 s; the others null. */
    private static RowBatch batch() {
        RowBatch batch = new RowBatch(SCHEMA, 128);
        for (int i = 0; i < 100; i++) {
            batch.startRow(
                    2_000_000_000L,
                    0,
                    batch.dictionary().intern("k"),
                    batch.partitions().intern("p"));
            batch.setDouble(0, 21.5);
            batch.setLong(1, 3);
            batch.setBool(2, true);
            batch.setString(3, batch.dictionary().intern("b"));
            batch.setLong(4, 1_000_000_000L);
            batch.commitRow();
        }
        return batch;
    }

    private static String value(String text) throws ExpressionException {
        Scope scope = new Scope(SCHEMA);
        BoolVector condition = Filter.compile(Parser.parse(text), scope);
        assertThat(scope.mistakes()).isEmpty();
        RowBatch batch = batch();
        condition.load(batch);
        String first = value(condition, 0);
        for (int row = 1; row < batch.rowCount(); row++) {
            assertThat(value(condition, row)).as("row %d", row).isEqualTo(first);
        }
        return first;
    }

    private static String value(BoolVector condition, int row) {
        boolean isTrue = (condition.truth()[row >> 6] & (1L << (row & 63))) != 0;
        boolean isKnown = (condition.validity()[row >> 6] & (1L << (row & 63))) != 0;
        return isKnown ? String.valueOf(isTrue) : "null";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "temp > 21 | true",
                "temp between 21 and 22 | true",
                "temp not between 21 and 22 | false",
                "none between 1 and 2 | null",
                "rpm in (1, 3) | true",
                "line not in ('a', 'c') | true",
                "line in ('a', 'B') | false",
                "rpm % 2 = 1 | true",
                "rpm % 0 is null | true",
                "case when none > 1 then 1 when rpm = 3 then 2 end = 2 | true",
                "case when rpm = 4 then 1 end is null | true",
                "coalesce(none, temp, 1) = 21.5 | true",
                "nullif(rpm, 3) is null | true",
                "round(temp) = 22 and round(-temp) = -22 and round(temp / 3, 2) = 7.17 | true",
                "sqrt(-1) is null and ln(0) is null | true",
                "least(temp, rpm, none) = 3 and greatest(temp, rpm) = 21.5 | true",
                "round(convert(temp, 'degC', 'degF'), 6) = 70.7 | true",
                "round(convert(rpm, 'km/h', 'm/s') * 3.6, 9) = 3 | true",
                "round(convert(1, 'psi', 'kPa'), 6) = 6.894757 | true",
                "hour(at) = 0 and hour(at, 'Europe/Berlin') = 1 and day_of_week(at) = 4 | true",
                "year(at, 'America/New_York') = 1969 | true",
                "date_trunc('minute', at) = '1970-01-01T00:00:00Z' | true",
                "date_trunc('hour', at, 'Asia/Kathmandu') = '1969-12-31T23:30:00Z' | true",
                "date_trunc('day', at, 'Europe/Berlin') = '1969-12-31T23:00:00Z' | true",
                "date_trunc('week', at) = '1969-12-29T00:00:00Z' | true",
                "date_trunc('month', at, 'America/New_York') = '1969-12-01T05:00:00Z' | true",
                "date_trunc('year', at, 'America/New_York') = '1969-01-01T05:00:00Z' | true",
                "seconds_between(date_trunc('week', at), at) = 259201 | true",
                "seconds_between(at, date_trunc('day', at)) = -1 | true",
                "length(line) = 1 and starts_with(line, 'b') and not contains(line, 'bb') | true",
                "temp > 21.5 | false",
                "temp >= 21.5 | true",
                "temp < 21.5 | false",
                "temp <= 21.5 | true",
                "temp = 21.5 | true",
                "temp == 21.5 | true",
                "temp != 21.5 | false",
                "temp <> 21 | true",
                "21 < temp | true",
                "rpm = 3 | true",
                "rpm < 3.5 | true",
                "rpm > temp | false",
                "-rpm = -3 | true",
                "rpm + 2 * 3 = 9 | true",
                "(rpm + 2) * 3 = 15 | true",
                "rpm - 1 - 1 = 1 | true",
                "rpm / 2 = 1.5 | true",
                "temp / 0 > 1 | null",
                "rpm / 0 is null | true",
                "9223372036854775807 + rpm > 0 | null",
                "-9223372036854775808 < rpm | true",
                "9223372036854775807 * rpm is null | true",
                "1e3 > rpm | true",
                ".5 < 1. | true",
                "on | true",
                "not on | false",
                "on = true | true",
                "on != false | true",
                "true and false | false",
                "true or false and false | true",
                "not false and false | false",
                "not (false and false) | true",
                "no_bool | null",
                "not no_bool | null",
                "no_bool and true | null",
                "no_bool and false | false",
                "no_bool or true | true",
                "no_bool or false | null",
                "null or on | true",
                "null and on | null",
                "none > 1 | null",
                "none is null | true",
                "none is not null | false",
                "temp is not null | true",
                "none + 1 is null | true",
                "none = none | null",
                "not (none > 1) | null",
                "line = 'b' | true",
                "line != 'b' | false",
                "line < 'c' | true",
                "line >= 'bb' | false",
                "'a' < line | true",
                "'c' <= line | false",
                "line = key | false",
                "line < key | true",
                "line > key | false",
                "key = 'k' | true",
                "no_text = 'a' | null",
                "no_text = line | null",
                "'a' = 'a' | true",
                "'it''s' > 'it' | true",
                "'' = line | false",
                "at = '1970-01-01T00:00:01Z' | true",
                "at < time | true",
                "'1970-01-01T01:00:00+01:00' > at | false",
                "time > '2026-11-22T10:00:00Z' | false",
                "at is not null AND NOT line IS NULL | true",
                "temp > -40 and temp < 200 | true",
                "TRUE | true",
                "(null) is null | true"
            })
    void shouldEvaluateAsInSql(String text, String expected) throws ExpressionException {
        assertThat(value(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "temp > | 6 | expected a field or a value, not the end",
                "temp > 1 2 | 9 | expected an operator or the end, not '2'",
                "temp > 1 temp | 9 | expected an operator or the end, not 'temp'",
                "(temp > 1 | 9 | expected ')' for the '(' at character 1, not the end",
                "temp < 1 < 2 | 9 | comparisons do not chain; write them one by one with 'and'",
                "temp is 3 | 8 | expected 'null' or 'not null' after 'is', not '3'",
                "temp > 1 && on | 9 | '&' has no meaning here; write 'and'",
                "line = \"b\" | 7 | '\"' has no meaning here; a text stands in single quotes: 'text', a field in none",
                "line = 'b | 7 | this string has no closing quote; a quote inside one is written twice: ''",
                "temp > 1.2.3 | 7 | '1.2.3' is not a number",
                "temp > 12C | 7 | '12C' is not a number",
                "temp > 1e | 7 | '1e' is not a number",
                "temp # 1 | 5 | '#' has no meaning here",
                "and on | 0 | expected a field or a value, not 'and'",
                "on or | 5 | expected a field or a value, not the end"
            })
    void shouldPointAtTheMistakeInTheGrammar(String text, int offset, String message) {
        assertThatThrownBy(() -> Parser.parse(text))
                .isInstanceOfSatisfying(
                        ExpressionException.class, e -> assertThat(e.offset()).isEqualTo(offset))
                .hasMessage(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "tmep > 1 | 0 | there is no field 'tmep' in press; did you mean 'temp'?",
                "on and rmp > 1 | 7 | there is no field 'rmp' in press; did you mean 'rpm'?",
                "on and zzzzzz = 1 | 7 | there is no field 'zzzzzz' in press; there is: key, time, temp, rpm, on, line, at, none, no_text, no_bool",
                "temp | 0 | expected a condition that is true or false, but this is a double; compare it with something, for example > 0",
                "line | 0 | expected a condition that is true or false, but this is a string",
                "on and temp | 7 | 'and' needs a condition, but temp is a double",
                "not temp + 1 | 9 | 'not' needs a condition, but (temp + 1) is a double",
                "temp > 'a' | 5 | '>' cannot compare temp (double) with 'a' (string)",
                "line = 3 | 5 | '=' cannot compare line (string) with 3 (long)",
                "on > false | 3 | '>' cannot compare on (bool) with false (bool)",
                "at > 5 | 3 | '>' cannot compare at (timestamp) with 5 (long)",
                "at > 'noon' | 5 | 'noon' is not a time; expected ISO-8601 with an offset, for example '2026-11-22T10:00:00Z'",
                "temp = null | 5 | a comparison with null is never true; write 'is null' or 'is not null'",
                "temp + null > 1 | 7 | '+' with null is always null",
                "line + 1 > 2 | 0 | '+' needs numbers, but line is a string",
                "temp > 2 * at | 11 | '*' needs numbers, but at is a timestamp",
                "-on | 1 | '-' needs numbers, but on is a bool",
                "abs(line) > 1 | 4 | abs() needs a number, but line is a string",
                "abs() > 1 | 0 | abs() takes a number, for example abs(temp)",
                "sqr(temp) > 1 | 0 | there is no function 'sqr'; did you mean 'sqrt'?",
                "lower(temp) = 'a' | 6 | lower() needs a text, but temp is a double",
                "substring(line, 0) = 'a' | 16 | substring() needs a number from 1 on, not 0",
                "concat(line) = 'a' | 0 | concat() takes texts, for example concat(line, '-', key)",
                "temp > previous(temp) | 7 | previous() knows the rows that a pipeline reads, in let, where, begin, end and aggregates; not those here",
                "round(temp, rpm) > 1 | 12 | the digits must be a number from 0 to 15, not rpm",
                "convert(temp, 'degC', 'degR') > 1 | 22 | there is no unit 'degR'; did you mean 'degC'?",
                "convert(temp, 'degC', 'atm') > 1 | 22 | 'degC' is a unit of temperature and 'atm' one of pressure; expected one of K, degC, degF",
                "hour(temp) = 1 | 5 | hour() needs a time, but temp is a double",
                "hour(at, 'Europe/Brelin') = 1 | 9 | there is no time zone 'Europe/Brelin'; did you mean 'Europe/Berlin'?",
                "date_trunc('dya', at) = at | 11 | there is no unit of time 'dya'; expected one of minute, hour, day, week, month, year",
                "date_trunc(at, at) = at | 11 | date_trunc() needs a unit of time in quotes, not at",
                "seconds_between(at, temp) > 1 | 20 | seconds_between() needs a time, but temp is a double",
                "contains(line, line) | 15 | contains() needs what to look for in quotes, not line",
                "case when temp then 1 end > 1 | 10 | expected a condition that is true or false, but this is a double; compare it with something, for example > 0",
                "case when on then 1 else 'a' end = 1 | 25 | the values of case must be alike, but 'a' is a string beside a long",
                "case when on then null end = 1 | 0 | case has no value but null",
                "least(at, 1) > 1 | 10 | least() cannot compare times with numbers"
            })
    void shouldPointAtTheMistakeInTheTypes(String text, int offset, String message) throws ExpressionException {
        Scope scope = new Scope(SCHEMA);
        assertThat(Filter.compile(Parser.parse(text), scope)).isNull();
        assertThat(scope.mistakes()).containsExactly(new Scope.Mistake(offset, message));
    }

    @Test
    void shouldReportEveryMistakeOfAnExpression() throws ExpressionException {
        Scope scope = new Scope(SCHEMA);
        Filter.compile(Parser.parse("tmep > 1 and line = 3 or not rpm"), scope);
        assertThat(scope.mistakes()).extracting(Scope.Mistake::offset).containsExactly(0, 18, 29);
    }

    @Test
    void shouldRefuseWhatIsNestedTooDeeplyOrTooLong() {
        assertThatThrownBy(() -> Parser.parse("(".repeat(300) + "on" + ")".repeat(300)))
                .hasMessage("the expression is nested too deeply: at most 200 levels");
        assertThatThrownBy(() -> Parser.parse("not ".repeat(300) + "on"))
                .hasMessage("the expression is nested too deeply: at most 200 levels");
        assertThatThrownBy(() -> Parser.parse("on and ".repeat(5000) + "on"))
                .hasMessage("the expression is too long: it may have at most 1000 words and symbols");
        assertThatThrownBy(() -> Parser.parse("  ")).hasMessage("the expression is empty");
    }

    @Test
    void shouldEvaluateTheLongestExpressionThatIsAllowed() throws ExpressionException {
        assertThat(value("on and ".repeat(499) + "on")).isEqualTo("true");
    }

    @Test
    void shouldPrintTextsThatMeanTheSameTheSame() throws ExpressionException {
        assertThat(Parser.parse("a>1 AND not(b == 'x')or c<>2").toString())
                .isEqualTo(Parser.parse("( a > 1 and not b = 'x' ) or c != 2").toString())
                .isEqualTo("(((a > 1) and (not (b = 'x'))) or (c != 2))");
    }

    @Test
    void shouldCompareNanAsIeeeDoes() throws ExpressionException {
        RowBatch batch = new RowBatch(SCHEMA, 1);
        batch.startRow(0, 0, batch.dictionary().intern("k"), batch.partitions().intern("p"));
        batch.setDouble(0, Double.NaN);
        batch.commitRow();
        for (String text : List.of("temp > 1", "temp <= 1", "temp = temp")) {
            BoolVector condition = Filter.compile(Parser.parse(text), new Scope(SCHEMA));
            condition.load(batch);
            assertThat(value(condition, 0)).as(text).isEqualTo("false");
        }
    }

    private static long at(String text) {
        return EventTime.parseIso(text);
    }

    /** Each time, and when its unit began in a zone; where the clocks change too. */
    @ParameterizedTest
    @CsvSource({
        // The day of 23 hours, and the hour that is not there.
        "day, Europe/Berlin, 2026-03-29T21:59:59.999999999Z, 2026-03-28T23:00:00Z",
        "hour, Europe/Berlin, 2026-03-29T01:30:00Z, 2026-03-29T01:00:00Z",
        // The hour that is there twice.
        "hour, Europe/Berlin, 2026-10-25T00:30:00Z, 2026-10-25T00:00:00Z",
        "hour, Europe/Berlin, 2026-10-25T01:30:00Z, 2026-10-25T01:00:00Z",
        "day, Europe/Berlin, 2026-10-25T22:30:00Z, 2026-10-24T22:00:00Z",
        // Midnight is not there.
        "day, America/Havana, 2026-03-08T12:00:00Z, 2026-03-08T05:00:00Z",
        "week, Europe/Berlin, 2026-03-30T12:00:00Z, 2026-03-29T22:00:00Z",
        "month, Asia/Kathmandu, 2026-11-30T18:14:59Z, 2026-10-31T18:15:00Z",
        "year, UTC, 2026-11-30T18:14:59Z, 2026-01-01T00:00:00Z"
    })
    void shouldTruncateByTheClocksOfAZone(String unit, String zone, String time, String beginning) throws Exception {
        Scope scope = new Scope(SCHEMA);
        RowBatch batch = new RowBatch(SCHEMA, 1);
        batch.startRow(
                at(time), 0, batch.dictionary().intern(""), batch.partitions().intern(""));
        batch.commitRow();
        String call = "date_trunc('%s', time, '%s')".formatted(unit, zone);
        LongVector truncated = (LongVector) ComputedColumn.compile(Parser.parse(call), scope);
        truncated.load(batch);
        assertThat(truncated.type()).isEqualTo(FieldType.TIMESTAMP);
        assertThat(EventTime.format(truncated.values()[0])).isEqualTo(beginning);
    }

    @Test
    void shouldSayNullOfWhatBeganBeforeAllTimes() throws Exception {
        RowBatch batch = new RowBatch(SCHEMA, 1);
        batch.startRow(
                Long.MIN_VALUE + 1,
                0,
                batch.dictionary().intern(""),
                batch.partitions().intern(""));
        batch.setLong(SCHEMA.indexOf("at"), Long.MAX_VALUE);
        batch.commitRow();
        Scope scope = new Scope(SCHEMA);
        Vector year = ComputedColumn.compile(Parser.parse("date_trunc('year', time)"), scope);
        DoubleVector seconds = (DoubleVector) ComputedColumn.compile(Parser.parse("seconds_between(time, at)"), scope);
        year.load(batch);
        seconds.load(batch);
        assertThat(year.isKnown(0)).isFalse();
        assertThat(seconds.values()[0]).isEqualTo(0x1p64 / 1e9);
    }
}
