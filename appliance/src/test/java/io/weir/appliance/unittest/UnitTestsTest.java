package io.weir.appliance.unittest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.weir.config.ConfigException;
import io.weir.config.ConfigReader;
import io.weir.config.unittest.TestCase;
import io.weir.config.unittest.TestFile;
import io.weir.config.unittest.TestFileReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests of tests: what passes, what does not, and what is said of it. */
class UnitTestsTest {
    private static final String CONFIG = """
            version: 1
            data_dir: nowhere
            sources:
              plant: { type: mqtt, url: "mqtt://broker.invalid", topics: ["plant/#"] }
            streams:
              press:
                inputs: [plant]
                key: "{topic.1}"
                time: { path: $.ts, unit: ms }
                out_of_orderness: 5s
                idle_timeout: 30s
                fields: { temp: double, rpm: long, on: bool, state: string, since: timestamp, box: { property: box } }
                dedupe: { by: [key, rpm], within: 10s }
            pipelines:
              press_1m:
                input: press
                window: { type: tumbling, size: 1m }
                aggregate: { n: count(), hot: max(temp), state: last(state), on: last(on), since: max(since) }
              press_1h:
                input: press_1m
                window: { type: tumbling, size: 1h }
                aggregate: { n: sum(n) }
            """;

    @TempDir
    private Path dir;

    private UnitTests tests;

    @BeforeEach
    void readTheConfiguration() throws Exception {
        tests = new UnitTests(ConfigReader.read(write("weir.yaml", CONFIG), name -> null));
    }

    private Path write(String name, String text) throws IOException {
        return Files.writeString(dir.resolve(name), text);
    }

    private TestFile bind(String text) throws Exception {
        return TestFileReader.open(write("t.yaml", text), name -> null).bind(tests.config(), tests.results());
    }

    /** What is said of a test that is indented by nothing. */
    private String run(String test) throws Exception {
        TestFile file = bind("tests:\n  - name: t\n" + test.indent(4));
        StringWriter out = new StringWriter();
        TestReport report = TestReport.text(new PrintWriter(out));
        for (TestCase each : file.tests()) {
            report.test(file, tests.run(each));
        }
        return out.toString().replace(dir.toString(), "DIR");
    }

    private List<String> problems(String text) {
        ConfigException wrong = catchThrowableOfType(ConfigException.class, () -> bind(text));
        return wrong.problems().stream()
                .map(it -> it.toString().replace(dir.toString(), "DIR"))
                .toList();
    }

    @Test
    void shouldRunRowsThroughPipelinesAndTheirPipelines() throws Exception {
        assertThat(run("""
                input:
                  press:
                    - { time: 2026-11-22T10:00:01Z, key: p7, temp: 20.5, rpm: 1, on: false, state: "a \\"b\\"", since: 2026-11-22T09:00:00Z }
                    - { time: +1s, key: p7, rpm: 2, on: true, temp: null }
                    - { time: +59s, key: p7, rpm: 3 }
                expect:
                  press:
                    - { time: 2026-11-22T10:00:01Z, key: p7, temp: 20.5, on: false, arrival: 2026-11-22T10:00:01Z, box: null }
                    - { time: 2026-11-22T10:00:02Z, temp: null, on: true }
                    - { time: 2026-11-22T10:01:01Z }
                  press_1m:
                    - { window_end: 2026-11-22T10:01:00Z, n: 2, hot: 20.5, state: "a \\"b\\"", on: true, since: 2026-11-22T09:00:00Z }
                    - { n: 1, hot: null, state: null }
                  press_1h:
                    - { window_start: 2026-11-22T10:00:00Z, key: p7, n: 3 }
                """)).isEqualTo("ok      DIR/t.yaml: t\n");
    }

    @Test
    void shouldDecodeMessagesAndApplyRulesByTheirArrival() throws Exception {
        assertThat(run("""
                input:
                  press:
                    - { topic: plant/p7, payload: '{"ts": 1795341600000, "rpm": 1}', arrival: 2026-11-22T10:00:01Z, properties: { box: b4 } }
                    - { topic: plant/p7, payload: '{"ts": 1795341601000, "rpm": 1}', arrival: +9s }
                    - { topic: plant/p7, payload: '{"ts": 1795341602000, "rpm": 1}', arrival: +3s }
                    - { topic: plant/p7, payload_base64: "/w==" }
                expect:
                  press:
                    - { time: 2026-11-22T10:00:00Z, key: p7, box: b4 }
                    - { time: 2026-11-22T10:00:02Z, key: p7, arrival: 2026-11-22T10:00:13Z }
                  dead_letters:
                    - { reason: invalid_utf8, topic: plant/p7, payload_base64: "/w==" }
                """)).isEqualTo("ok      DIR/t.yaml: t\n");
    }

    @Test
    void shouldMoveTheWatermarkOnWhenTheStreamIsSilent() throws Exception {
        String silence = """
                input:
                  press:
                    - { time: 2026-11-22T10:00:30Z, key: p7 }
                    - idle: %s
                expect: { press_1m: [{ n: 1 }] }
                close: false
                """;
        assertThat(run(silence.formatted("65s"))).startsWith("ok ");
        assertThat(run(silence.formatted("64s"))).startsWith("FAILED ");
        assertThat(run(silence.formatted("64s").replace("false", "true"))).startsWith("ok ");
    }

    @Test
    void shouldCloseEveryKindOfWindowInTheEndWithoutIdleTimesToo() throws Exception {
        String kinds = CONFIG.replace("idle_timeout: 30s", "idle_timeout: 0s") + """
                  sessions:
                    input: press
                    window: { type: session, gap: 5m }
                    aggregate: { n: count() }
                  years:
                    input: press
                    window: { type: calendar, unit: year, zone: Europe/Berlin, allowed_lateness: 1h }
                    aggregate: { n: count() }
                  alerts:
                    input: press
                    window: { type: state, begin: temp > 80, for: 30s }
                    aggregate: { n: count() }
                """;
        tests = new UnitTests(ConfigReader.read(write("weir.yaml", kinds), name -> null));
        assertThat(run("""
                input:
                  press:
                    - { time: 2026-11-22T10:00:30Z, key: p7, temp: 90, rpm: 1 }
                    - { time: +1s, key: p7, temp: 91, rpm: 2 }
                expect:
                  press_1m: [{ n: 2 }]
                  press_1h: [{ n: 2 }]
                  sessions: [{ window_start: 2026-11-22T10:00:30Z, window_end: 2026-11-22T10:05:31Z, n: 2 }]
                  years: [{ window_start: 2025-12-31T23:00:00Z, n: 2 }]
                  alerts: [{ window_start: 2026-11-22T10:00:30Z, revision: 0, n: 2 }]
                """)).isEqualTo("ok      DIR/t.yaml: t\n");
    }

    @Test
    void shouldHoldTheWindowForASlowPartition() throws Exception {
        String rows = """
                input:
                  press:
                    - { time: 2026-11-22T10:00:30Z, key: a, rpm: 1, partition: x }
                    - { time: 2026-11-22T10:05:00Z, key: a, rpm: 2, partition: x, arrival: +1s }
                    - { time: 2026-11-22T10:00:40Z, key: a, rpm: 3, partition: %s }
                expect: { press_1m: [{ n: 2 }, { n: 1 }] }
                """;
        assertThat(run(rows.formatted("y"))).startsWith("ok ");
        assertThat(run(rows.formatted("x")))
                .contains("note: press_1m: 1 row came too late for its windows (allowed_lateness)");
    }

    @Test
    void shouldShowWhatIsMissingTooMuchAndOther() throws Exception {
        assertThat(run("""
                input:
                  press:
                    - { time: 2026-11-22T10:00:01Z, key: p7, temp: 20 }
                    - { time: +1m, key: p7, temp: 21.25, rpm: 1 }
                    - { time: +1m, key: p7, temp: 22, rpm: 2 }
                expect:
                  press_1m:
                    - { window_start: 2026-11-22T09:59:00Z, n: 1 }
                    - { window_start: 2026-11-22T10:00:00Z, n: 1, hot: 20 }
                    - { window_start: 2026-11-22T10:01:00Z, n: 1, hot: 21.5 }
                """)).isEqualTo("""
                FAILED  DIR/t.yaml: t
                  press_1m, expected at DIR/t.yaml:10:9
                      window_start          window_end            revision  key  n  hot
                    - 2026-11-22T09:59:00Z                                       1         missing; expected at DIR/t.yaml:10:11
                      2026-11-22T10:00:00Z                                       1  20
                    - 2026-11-22T10:01:00Z                                       1  21.5   expected at DIR/t.yaml:12:11
                    + 2026-11-22T10:01:00Z  2026-11-22T10:02:00Z  0         p7   1  21.25  came
                                                                                    ^^^^^
                    + 2026-11-22T10:02:00Z  2026-11-22T10:03:00Z  0         p7   1  22     came, and was not expected
                """);
    }

    @Test
    void shouldFailForADeadLetterThatNobodyExpected() throws Exception {
        assertThat(run("""
                input: { press: [{ topic: plant, payload: "{}", arrival: 2026-11-22T10:00:01Z }] }
                expect: { press: [] }
                """))
                .startsWith("FAILED ")
                .contains("dead_letters, of which nothing is expected", "came, and was not");
    }

    @Test
    void shouldReportEveryProblemOfAFile() {
        assertThat(problems("""
                tests:
                  - name: t
                    inputs: {}
                    input:
                      pres: []
                      press:
                        - { time: +1s, key: p7 }
                        - { time: 2026-11-22T10:00:01Z, key: p7, tmp: 20, rpm: 1.5 }
                        - idle: 30
                        - { time: 22 Nov, key: p7 }
                        - { time: +1s, key: p7, arrival: 2026-11-22T09:00:00Z }
                        - { topic: plant/p7, payload: "{}" }
                    expect:
                      press_1m: [{ n: two, maximum: 3, hot: .nan }, {}]
                    tolerance: -1
                  - { name: t }
                """))
                .containsExactly(
                        "DIR/t.yaml:3:5: tests[0].inputs: unknown key 'inputs'; did you mean 'input'?",
                        "DIR/t.yaml:5:7: tests[0].input.pres: no stream 'pres' is defined; did you mean 'press'?",
                        "DIR/t.yaml:7:19: tests[0].input.press[0].time: is '+1s', and there is nothing before it; expected"
                                + " a time as 2026-11-22T10:00:01Z",
                        "DIR/t.yaml:8:50: tests[0].input.press[1].tmp: unknown key 'tmp'; did you mean 'temp'?",
                        "DIR/t.yaml:8:64: tests[0].input.press[1].rpm: is '1.5'; expected a whole number",
                        "DIR/t.yaml:9:17: tests[0].input.press[2].idle: is '30'; expected a duration with its unit (ns, us,"
                                + " ms, s, m, h, d), for example 30s",
                        "DIR/t.yaml:10:19: tests[0].input.press[3].time: is '22 Nov'; expected a time as"
                                + " 2026-11-22T10:00:01Z, or +1s after the row before",
                        "DIR/t.yaml:11:42: tests[0].input.press[4].arrival: is before 2026-11-22T10:00:01Z, when what stands"
                                + " above arrives; write a test's input in the order of arrival",
                        "DIR/t.yaml:12:11: tests[0].input.press[5]: is a message, and above stand rows; give a stream one or"
                                + " the other in a test",
                        "DIR/t.yaml:14:23: tests[0].expect.press_1m[0].n: is 'two'; expected a whole number",
                        "DIR/t.yaml:14:28: tests[0].expect.press_1m[0].maximum: unknown key 'maximum'; known keys:"
                                + " window_start, window_end, revision, key, n, hot, state, on, since",
                        "DIR/t.yaml:14:53: tests[0].expect.press_1m[1]: names no column; expected at least one of"
                                + " window_start, window_end, revision, key, n, hot, state, on, since",
                        "DIR/t.yaml:15:16: tests[0].tolerance: is '-1'; expected 0 or more, for example 1e-9",
                        "DIR/t.yaml:16:5: tests[1].input: is missing; for example input: { press: [{ time:"
                                + " 2026-11-22T10:00:01Z, key: p7, temp: 21.5 }] }",
                        "DIR/t.yaml:16:5: tests[1].expect: is missing; for example expect: { press_1m: [{ key: p7, n: 1 }] }");
    }

    @Test
    void shouldSayWhatATestFileNeeds() throws Exception {
        assertThat(problems("config: weir.yaml\n"))
                .containsExactly("DIR/t.yaml:1:1: tests: is missing; for example tests: [{ name: a mean, input: { … },"
                        + " expect: { … } }]");
        assertThat(problems("\n")).containsExactly("DIR/t.yaml:1:1: is empty; a test file needs at least tests");
        String test = "  - { name: t, input: { press: [] }, expect: { press: [] } }\n";
        assertThat(problems("tests:\n" + test + test))
                .containsExactly("DIR/t.yaml:3:5: tests[1]: there is a test 't' already; give each a name of its own");
    }

    @Test
    void shouldPlayStreamsOnOneClock() throws Exception {
        tests = new UnitTests(ConfigReader.read(write("joined.yaml", """
                        version: 1
                        data_dir: nowhere
                        sources:
                          plant: { type: mqtt, url: "mqtt://broker.invalid", topics: ["plant/#"] }
                        streams:
                          press: { inputs: [plant], key: "{topic.1}", fields: { temp: double } }
                          valve: { inputs: [plant], key: "{topic.1}", idle_timeout: 10s, fields: { open: bool } }
                        pipelines:
                          open:
                            input: press
                            join: { valve: { type: latest, stream: valve } }
                            where: valve.open
                            window: { type: tumbling, size: 1m }
                            aggregate: { n: count(), least: min(temp) }
                          opened:
                            input: press
                            join: { valve: { type: interval, stream: valve, before: 3s, after: 2s } }
                            window: { type: tumbling, size: 1m }
                            aggregate: { n: count(), least: min(temp) }
                        """), name -> null));
        assertThat(run("""
                        input:
                          press:
                            - { time: 2026-11-22T10:00:01Z, key: p, temp: 1 }
                            - { time: 2026-11-22T10:00:02Z, key: p, temp: 2 }
                            - { time: 2026-11-22T10:00:03Z, key: p, temp: 3 }
                            - { time: 2026-11-22T10:00:04Z, key: p, temp: 4 }
                            - { time: 2026-11-22T10:00:50Z, key: p, temp: 5 }
                            - { time: 2026-11-22T10:01:10Z, key: p, temp: 6 }
                          valve:
                            - { time: 2026-11-22T10:00:02Z, key: p, open: true }     # behind the press's row of that time
                            - { time: 2026-11-22T10:00:03.5Z, key: p, open: false }
                        expect:
                          open:
                            - { window_start: 2026-11-22T10:00:00Z, key: p, n: 1, least: 3 }
                          opened:
                            - { window_start: 2026-11-22T10:00:00Z, key: p, n: 7, least: 1 }
                        """)).endsWith("ok      DIR/t.yaml: t\n");
    }
}
