package io.weir.appliance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.brokers.KafkaBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class CrashTest {
    private static final int READINGS = 150_000;
    private static final int KILLS = Integer.getInteger("weir.kills", 4);

    @TempDir
    private Path dir;

    @Test
    void shouldHaveEveryMessageAndEveryWindowOnceAfterKillsAtRandomMoments() {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        List<Reading> readings = Reading.generate(READINGS, 40, 400, 11);
        List<Reading> all = new ArrayList<>(readings);
        Path data = dir.resolve("data");
        try (KafkaBroker broker = KafkaBroker.start(dir.resolve("broker"));
                KafkaFeed feed = new KafkaFeed(broker.bootstrapServers(), "crash")) {
            broker.createTopic("crash", 3);
            Path config = TestConfig.write(dir, TestConfig.kafka(broker.bootstrapServers(), "crash"), "0s", "");
            int share = READINGS / (KILLS + 1);
            for (int kill = 0; kill < KILLS; kill++) {
                try (WeirProcess weir = WeirProcess.start(dir.resolve("log"), "run", "-c", config.toString())) {
                    feed.send(readings.subList(kill * share, (kill + 1) * share));
                    feed.flush();
                    int rows = kill * share + random.nextInt(share);
                    Await.until(
                            Duration.ofSeconds(60),
                            () -> "seed " + seed + ", rows " + rows + ", " + weir.err(),
                            () -> !weir.alive() || Journals.count(data, "readings") >= rows);
                    assertThat(weir.alive()).as(weir.err()).isTrue();
                    weir.kill();
                }
            }
            try (WeirProcess weir = WeirProcess.start(dir.resolve("log"), "run", "-c", config.toString())) {
                feed.send(readings.subList(KILLS * share, READINGS));
                all.addAll(feed.close(readings, 3));
                feed.flush();
                KafkaEndToEndTest.awaitRows(data, all.size());
                KafkaEndToEndTest.awaitWindows(data, readings);
                weir.terminate();
                assertThat(weir.exitCode()).as(weir.err()).isZero();
            }
        }
        Bags.assertSame("seed " + seed, Journals.readings(data), all);
        assertThat(Journals.lines(data, "results", "press_1s"))
                .as("seed %d", seed)
                .isEqualTo(ExpectedWindows.lines(readings, 1000, 1000));
        assertThat(Journals.lines(data, "results", "press_4s"))
                .as("seed %d", seed)
                .isEqualTo(ExpectedWindows.lines(readings, 4000, 2000));
    }
}
