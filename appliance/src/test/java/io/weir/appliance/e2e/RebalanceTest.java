package io.weir.appliance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.appliance.Appliance;
import io.weir.brokers.KafkaBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Two appliances, each with its own data, in one consumer group under load. What holds: together they have every message;
 * each journal has a message at most once; a message is in both only where a member went without a good-bye (killed, or
 * cut off for longer than its session): the other begins at what the group was last told, which lies up to the commit
 * interval behind the first one's journal.
 */
@Tag("slow")
class RebalanceTest {
    private static final int PARTITIONS = 6;
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @TempDir
    private static Path brokerDir;

    @TempDir
    private Path dir;

    private static KafkaBroker broker;

    @BeforeAll
    static void startBroker() {
        broker = KafkaBroker.start(brokerDir);
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"classic", "consumer"})
    void shouldHaveEveryMessageInExactlyOneJournalWhenAMemberComesAndGoes(String protocol) throws Exception {
        String topic = "orderly-" + protocol;
        broker.createTopic(topic, PARTITIONS);
        Path first = dir.resolve("first");
        Path second = dir.resolve("second");
        Path firstConfig = config(first, topic, protocol);
        Path secondConfig = config(second, topic, protocol);
        Load load = new Load(topic);
        Appliance stays = Appliance.start(TestConfig.read(firstConfig));
        try {
            load.start();
            awaitMore(first, 0);
            Appliance comes = Appliance.start(TestConfig.read(secondConfig));
            try {
                awaitMore(second, 0);
            } finally {
                comes.stop(); // in the middle of the load
            }
            long before = rows(second);
            awaitMore(first, rows(first));
            Appliance back = Appliance.start(TestConfig.read(secondConfig));
            try {
                awaitMore(second, before);
                awaitAll(first, second, load.stop().size());
            } finally {
                back.stop();
            }
        } finally {
            load.stop();
            stays.stop();
        }
        assertThat(ids(first)).doesNotHaveDuplicates();
        assertThat(ids(second)).doesNotHaveDuplicates();
        List<Reading> both = new ArrayList<>(Journals.readings(first.resolve("data")));
        both.addAll(Journals.readings(second.resolve("data")));
        Bags.assertSame("each message in one of the journals", both, load.stop());
    }

    @Test
    void shouldLoseNothingWhenAMemberIsKilledAndDoubleOnlyWhatItHadNotToldTheGroup() throws Exception {
        String topic = "killed";
        broker.createTopic(topic, PARTITIONS);
        Path first = dir.resolve("first");
        Path second = dir.resolve("second");
        Path firstConfig = config(first, topic, "classic");
        Path secondConfig = config(second, topic, "classic");
        List<Long> killedHad;
        Load load = new Load(topic);
        Appliance stays = Appliance.start(TestConfig.read(firstConfig));
        try {
            load.start();
            try (WeirProcess killed = WeirProcess.start(dir.resolve("log"), "run", "-c", secondConfig.toString())) {
                awaitMore(second, 1000);
                killed.kill();
            }
            killedHad = ids(second);
            try (WeirProcess back = WeirProcess.start(dir.resolve("log"), "run", "-c", secondConfig.toString())) {
                awaitMore(second, killedHad.size());
                awaitAll(first, second, load.stop().size());
                back.terminate();
                assertThat(back.exitCode()).as(back.err()).isZero();
            }
        } finally {
            load.stop();
            stays.stop();
        }
        List<Reading> readings = load.stop();
        assertThat(ids(first)).doesNotHaveDuplicates();
        assertThat(ids(second)).doesNotHaveDuplicates();
        Set<Long> doubled = new HashSet<>(ids(first));
        doubled.retainAll(ids(second));
        assertThat(killedHad).as("the killed one had all that is in both").containsAll(doubled);
        // Per device, and so per partition: what is in both is the end of what the killed one had, without a gap.
        Map<String, List<Long>> byDevice = new HashMap<>();
        Map<Long, String> deviceOf = new HashMap<>();
        readings.forEach(reading -> deviceOf.put(reading.id(), reading.device()));
        killedHad.forEach(id -> byDevice.computeIfAbsent(deviceOf.get(id), any -> new ArrayList<>())
                .add(id));
        byDevice.forEach((device, had) -> {
            int from = (int) had.stream().takeWhile(id -> !doubled.contains(id)).count();
            assertThat(doubled)
                    .as("doubled of %s, which had %s", device, had)
                    .containsAll(had.subList(from, had.size()));
        });
    }

    private static Path config(Path directory, String topic, String protocol) {
        String properties = protocol.equals("classic") ? ", properties: { session.timeout.ms: 6000 }" : "";
        String source = "in: { type: kafka, bootstrap_servers: \"" + broker.bootstrapServers() + "\", topics: [" + topic
                + "], group: " + topic + ", group_protocol: " + protocol + properties + " }";
        return TestConfig.write(directory, source, "5s", "");
    }

    /** Sends about two thousand readings a second, on a thread of its own. */
    private static final class Load {
        private static final int MOST = 400_000;
        private static final int STEP = 100;

        private final List<Reading> readings = Reading.generate(MOST, 60, 0, 31);
        private final String topic;
        private final Thread thread = new Thread(this::run, "load");
        private volatile boolean stopped;
        private int sent; // read after the thread has ended

        Load(String topic) {
            this.topic = topic;
        }

        void start() {
            thread.start();
        }

        private void run() {
            try (KafkaFeed feed = new KafkaFeed(broker.bootstrapServers(), topic)) {
                while (!stopped && sent < MOST) {
                    feed.send(readings.subList(sent, sent + STEP));
                    sent += STEP;
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
                }
                feed.flush();
            }
        }

        /** Returns what was sent, once the broker has all of it. */
        List<Reading> stop() throws InterruptedException {
            stopped = true;
            thread.join();
            return readings.subList(0, sent);
        }
    }

    private static long rows(Path directory) {
        return Journals.count(directory.resolve("data"), "readings");
    }

    private static List<Long> ids(Path directory) {
        return Journals.readings(directory.resolve("data")).stream()
                .map(Reading::id)
                .toList();
    }

    private static void awaitMore(Path directory, long rows) {
        Await.until(LIMIT, () -> directory + " has " + rows(directory), () -> rows(directory) > rows);
    }

    private static void awaitAll(Path first, Path second, int distinct) {
        Await.until(LIMIT, () -> "of " + distinct + ": " + rows(first) + " and " + rows(second), () -> {
            if (rows(first) + rows(second) < distinct) {
                return false;
            }
            Set<Long> all = new HashSet<>(ids(first));
            all.addAll(ids(second));
            return all.size() >= distinct;
        });
    }
}
