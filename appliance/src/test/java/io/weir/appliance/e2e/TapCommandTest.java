package io.weir.appliance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code weir tap} as processes beside a running appliance. */
@Tag("slow")
class TapCommandTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private Path dir;

    private static String lines(int from, int count) {
        return IntStream.range(from, from + count)
                .mapToObj(i -> new Reading(i, "p7", Reading.START_MS + i * 100L, 1.5).json())
                .collect(Collectors.joining("\n"));
    }

    @Test
    void shouldPrintWhatComesFromNowOn() throws Exception {
        HttpFeed feed = new HttpFeed();
        String config = TestConfig.write(dir, feed.source(), "0s", "").toString();
        try (WeirProcess weir = WeirProcess.start(dir.resolve("log"), "run", "-c", config)) {
            feed.awaitListening(weir);
            assertThat(feed.post("press", lines(1_000_000, 50)).statusCode()).isEqualTo(202);
            try (WeirProcess all = WeirProcess.start(dir, "tap", "-c", config, "--limit", "200");
                    WeirProcess few = WeirProcess.start(
                            dir, "tap", "press", "-c", config, "--format", "ndjson", "--rate", "3", "--limit", "9")) {
                // Nobody can see when the taps have begun: rows come until both have had enough.
                int[] sent = {2_000_000};
                Await.until(PATIENCE, () -> all.err() + few.err(), () -> {
                    feed.postAsync("press", lines(sent[0], 20) + "\n{\"\u0001bad\": thing")
                            .join();
                    sent[0] += 20;
                    return !all.alive() && !few.alive();
                });

                assertThat(all.exitCode()).as(all.err()).isZero();
                assertThat(few.exitCode()).as(few.err()).isZero();
                List<String> printed = all.out().lines().toList();
                assertThat(printed).hasSize(200).noneMatch(line -> line.contains("id=1000"));
                assertThat(printed)
                        .filteredOn(line -> line.contains("  press "))
                        .hasSizeGreaterThan(100)
                        .allMatch(line ->
                                line.matches("\\d\\d:\\d\\d:\\d\\d\\.\\d{3} {2}press {11} time=[-0-9T:.]+Z key=p7"
                                        + " id=20\\d+ temp=1\\.5"));
                assertThat(printed)
                        .filteredOn(line -> line.contains("  press_1s "))
                        .isNotEmpty()
                        .allMatch(line -> line.contains(" revision=0 key=p7 n=10 temp_sum=15.0 temp_max=1.5"));
                assertThat(printed)
                        .filteredOn(line -> line.contains("  dead_letters "))
                        .isNotEmpty()
                        .allMatch(
                                line -> line.contains(" stream=press ") && line.contains("payload='{\"␁bad\": thing'"));
                // Each batch has twenty rows.
                assertThat(few.err().lines())
                        .hasSizeGreaterThanOrEqualTo(3)
                        .allMatch(line -> line.matches("weir: press: \\d+ more rows? in this second"));
                assertThat(few.out().lines())
                        .hasSize(9)
                        .allMatch(line ->
                                line.matches("\\{\"from\":\"press\",\"time\":\"[^\"]+\",\"key\":\"p7\",\"id\":20\\d+,"
                                        + "\"temp\":1\\.5}"));
            }
            assertThat(WeirProcess.complete(dir, "tap", "pres", "-c", config).err())
                    .isEqualTo("weir: no stream or pipeline 'pres'; did you mean 'press'?\n");
        }
    }
}
