package io.weir.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WindowConfigTest {
    private static final Duration NONE = Duration.ZERO;

    @TempDir
    private Path folder;

    /** Reads a window, and checks by the way that what is printed of it is read as the same. */
    private void assertRead(String yaml, WindowConfig expected, String description) throws ConfigException {
        WindowConfig read = read(yaml);
        assertThat(read).isEqualTo(expected);
        assertThat(read(read.yaml())).isEqualTo(expected);
        assertThat(read.describe()).isEqualTo(description);
    }

    private WindowConfig read(String yaml) throws ConfigException {
        String window = "{ type: tumbling, size: 1m, allowed_lateness: 10s }";
        String text = BadConfigTest.resource("good.yaml");
        assertThat(text).contains(window);
        WeirConfig config = Configs.read(folder, text.replace(window, yaml), Map.of());
        return Configs.get(config.pipelines(), "press_1m").window();
    }

    @Test
    void shouldReadWindowsOfTheClock() throws Exception {
        assertRead(
                "{ type: tumbling, size: 8h, offset: 6h, allowed_lateness: 1m }",
                new WindowConfig.Tumbling(Duration.ofHours(8), Duration.ofMinutes(1), Duration.ofHours(6)),
                "windows of 8h from 6h on with 1m allowed lateness");
        assertRead(
                "{ type: hopping, size: 8h, hop: 4h, offset: 2h }",
                new WindowConfig.Hopping(Duration.ofHours(8), Duration.ofHours(4), NONE, Duration.ofHours(2)),
                "windows of 8h every 4h from 2h on");
    }

    @Test
    void shouldReadWindowsOfTheCalendar() throws Exception {
        assertRead(
                "{ type: calendar, unit: week, zone: Europe/Berlin, offset: 6h, allowed_lateness: 1h }",
                new WindowConfig.Calendar(
                        WindowConfig.Unit.WEEK, ZoneId.of("Europe/Berlin"), Duration.ofHours(6), Duration.ofHours(1)),
                "windows of a week in Europe/Berlin from 6h on with 1h allowed lateness");
        assertRead(
                "{ type: calendar, unit: day }",
                new WindowConfig.Calendar(WindowConfig.Unit.DAY, ZoneOffset.UTC, NONE, NONE),
                "windows of a day in Z");
    }

    @Test
    void shouldReadSlidingWindows() throws Exception {
        assertRead(
                "{ type: sliding, size: 5m, allowed_lateness: 1s }",
                new WindowConfig.Sliding(Duration.ofMinutes(5), Duration.ofSeconds(1)),
                "windows of 5m up to each row with 1s allowed lateness");
    }

    @Test
    void shouldReadSessions() throws Exception {
        assertRead(
                "{ type: session, gap: 5m }",
                new WindowConfig.Session(Duration.ofMinutes(5), Optional.empty(), NONE),
                "sessions with gaps under 5m");
        assertRead(
                "{ type: session, gap: 5m, max_length: 8h, allowed_lateness: 1m }",
                new WindowConfig.Session(
                        Duration.ofMinutes(5), Optional.of(Duration.ofHours(8)), Duration.ofMinutes(1)),
                "sessions with gaps under 5m, shorter than 8h with 1m allowed lateness");
    }

    @Test
    void shouldReadWindowsOfACountOfRows() throws Exception {
        assertRead("{ type: count, rows: 100 }", new WindowConfig.Count(100, 100), "windows of 100 rows");
        assertRead(
                "{ type: count, rows: 100, hop: 20 }", new WindowConfig.Count(100, 20), "windows of 100 rows every 20");
    }

    @Test
    void shouldReadStates() throws Exception {
        WindowConfig.State state =
                (WindowConfig.State) read("{ type: state, begin: temp > 80, end: temp < 75, for: 30s }");
        assertThat(state.begin().text()).isEqualTo("temp > 80");
        assertThat(state.begin().location().column()).isEqualTo(35);
        assertThat(state.end().orElseThrow().text()).isEqualTo("temp < 75");
        assertThat(state.hold()).isEqualTo(Duration.ofSeconds(30));
        assertThat(state.describe()).isEqualTo("while temp > 80 until temp < 75 for 30s");
        assertThat(read(state.yaml()).yaml()).isEqualTo(state.yaml());
        assertThat(read("{ type: state, begin: on }").describe()).isEqualTo("while on");
    }

    @Test
    void shouldReadSilences() throws Exception {
        assertRead("{ type: silence, after: 5m }", new WindowConfig.Silence(Duration.ofMinutes(5)), "silences from 5m");
    }

    @Test
    void shouldReadEarlyResults() throws Exception {
        WindowConfig.Tumbling hours = new WindowConfig.Tumbling(Duration.ofHours(1), Duration.ofMinutes(1));
        assertRead(
                "{ type: tumbling, size: 1h, allowed_lateness: 1m, every: 10s }",
                new WindowConfig.Early(hours, Duration.ofSeconds(10)),
                "windows of 1h with 1m allowed lateness, told of every 10s");
        assertThat(read("{ type: tumbling, size: 1h, every: 10s }").onlyFinal())
                .isEqualTo(new WindowConfig.Tumbling(Duration.ofHours(1), NONE));
    }
}
