package io.weir.appliance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.appliance.e2e.StoppingAppliance.Point;
import io.weir.brokers.KafkaBroker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One data directory and one topic, an appliance that is killed at one named point after the other, and the producer's list of
 * what the broker has acknowledged.
 */
@Tag("slow")
class NamedCrashTest {
    private static final int KILLED = 128 + 9;
    private static final int PARTITIONS = 3;
    /** A generation of readings ends at 1 MiB: after about 29,000 of them. */
    private static final int ENOUGH_TO_ROLL = 40_000;

    private static final int USUAL = 8_000;
    private static final int POISON_AT_A_TIME = 30;
    private static final String STORAGE = """
            storage:
              sync: { mode: group, max_delay: 5ms }
              journals:
                readings: { size: 8MiB }
            api: { listen: off }""";

    private static final byte[] POISON = ("{\"id\":" + "7".repeat(2000)).getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path dir;

    /** Without a group: a new process need not wait until the broker has noticed the death of the one before. */
    private static String alone(KafkaBroker broker) {
        return "in: { type: kafka, bootstrap_servers: \"" + broker.bootstrapServers() + "\", topics: [crash] }";
    }

    /** A few readings now and then: what has nothing to do writes no checkpoint. Returns how many were sent. */
    private static int sendUntilItDies(WeirProcess weir, KafkaFeed feed, List<Reading> readings, String when) {
        AtomicInteger sent = new AtomicInteger();
        Await.until(Duration.ofMinutes(1), () -> when + ": " + weir.err(), () -> {
            int from = sent.get();
            int to = Math.min(readings.size(), from + 5);
            feed.send(readings.subList(from, to));
            sent.set(to);
            return !weir.alive();
        });
        feed.flush();
        return sent.get();
    }

    @Test
    void shouldHaveEveryAcknowledgedMessageOnceAfterAKillAtAnyPoint() {
        long seed = Long.getLong("weir.kill.seed", System.nanoTime());
        System.out.println("-Dweir.kill.seed=" + seed);
        Random random = new Random(seed);
        List<Reading> readings = Reading.generate(2 * ENOUGH_TO_ROLL + 13 * USUAL, 40, 0, seed);
        List<Reading> all = new ArrayList<>(readings);
        Path data = dir.resolve("data");
        int sent = 0;
        int poison = 0;
        try (KafkaBroker broker = KafkaBroker.start(dir.resolve("broker"));
                KafkaFeed feed = new KafkaFeed(broker.bootstrapServers(), "crash")) {
            broker.createTopic("crash", PARTITIONS);
            Path config = TestConfig.write(dir, alone(broker), "0s", STORAGE);
            for (Point point : Point.values()) {
                boolean rolls = point == Point.ROLL_BEGUN || point == Point.ROLL_LISTED;
                boolean forces = point == Point.APPENDED || point == Point.FORCED || point == Point.LETTERS_FORCED;
                int times = forces ? 1 + random.nextInt(4) : 1;
                String when = point + " number " + times + ", seed " + seed;
                for (int i = 0; i < POISON_AT_A_TIME; i++) {
                    feed.send("p" + i % 40, POISON);
                }
                poison += POISON_AT_A_TIME;
                int share = rolls ? ENOUGH_TO_ROLL : USUAL;
                feed.send(readings.subList(sent, sent + share));
                feed.flush();
                sent += share;
                try (WeirProcess weir = WeirProcess.startProgram(
                        dir.resolve("log"), StoppingAppliance.class, config.toString(), point.name(), "" + times)) {
                    sent += sendUntilItDies(weir, feed, readings.subList(sent, sent + USUAL), when);
                    assertThat(weir.exitCode()).as("%s: %s", when, weir.err()).isEqualTo(KILLED);
                }
                assertThat(Journals.readings(data)).as(when).doesNotHaveDuplicates();
            }
            try (WeirProcess weir = WeirProcess.start(dir.resolve("log"), "run", "-c", config.toString())) {
                feed.send(readings.subList(sent, readings.size()));
                all.addAll(feed.close(readings, PARTITIONS));
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
        assertThat(Journals.count(data, "dead_letters")).as("seed %d", seed).isEqualTo(poison);
    }
}
