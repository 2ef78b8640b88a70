package io.weir.appliance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A history in files, taken in by a process that is killed again and again. */
@Tag("slow")
class FileEndToEndTest {
    private static final int READINGS = 120_000;
    private static final int KILLS = 3;

    @TempDir
    private Path dir;

    @Test
    void shouldHaveEveryLineOfAHistoryOnceAfterKillsAtRandomMoments() throws IOException {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        List<Reading> readings = Reading.generate(READINGS, 40, 400, 12);
        Path data = dir.resolve("data");
        Path files = Files.createDirectories(dir.resolve("history"));
        int share = READINGS / 4;
        for (int file = 0; file < 3; file++) {
            append(files.resolve("day-" + file + ".ndjson"), readings.subList(file * share, (file + 1) * share));
        }
        Path growing = files.resolve("day-3.ndjson");
        Path config =
                TestConfig.write(dir, "in: { type: file, paths: [\"history/*.ndjson\"], follow: true }", "0s", "");
        int written = 3 * share;
        for (int kill = 0; kill < KILLS; kill++) {
            try (WeirProcess weir = WeirProcess.start(dir.resolve("log"), "run", "-c", config.toString())) {
                // Each process begins to see the last file at another length.
                append(growing, readings.subList(written, written + share / KILLS));
                written += share / KILLS;
                long rows = Journals.count(data, "readings") + 1 + random.nextInt(READINGS / (2 * KILLS));
                long wanted = Math.min(rows, written);
                Await.until(
                        Duration.ofSeconds(60),
                        () -> "seed " + seed + ", rows " + wanted + ", " + weir.err(),
                        () -> !weir.alive() || Journals.count(data, "readings") >= wanted);
                assertThat(weir.alive()).as(weir.err()).isTrue();
                weir.kill();
            }
        }
        append(growing, readings.subList(written, READINGS));
        try (WeirProcess weir = WeirProcess.start(dir.resolve("log"), "run", "-c", config.toString())) {
            Await.until(
                    Duration.ofSeconds(60),
                    () -> "all rows; " + weir.err(),
                    () -> Journals.count(data, "readings") >= READINGS);
            weir.terminate();
            assertThat(weir.exitCode()).as(weir.err()).isZero();
        }
        Bags.assertSame("seed " + seed, Journals.readings(data), readings);
    }

    private static void append(Path file, List<Reading> readings) throws IOException {
        List<String> lines = new ArrayList<>();
        readings.forEach(reading -> lines.add(reading.json() + "\n"));
        Files.writeString(
                file,
                lines.stream().collect(Collectors.joining()),
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }
}
