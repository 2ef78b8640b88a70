package io.weir.appliance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.appliance.Appliance;
import io.weir.brokers.KafkaBroker;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class KafkaEndToEndTest {
    private static final int READINGS = 120_000;

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

    @Test
    void shouldJournalEveryMessageOnceAndComputeEveryWindowOnce() throws Exception {
        broker.createTopic("once", 4);
        List<Reading> readings = Reading.generate(READINGS, 50, 400, 7);
        List<Reading> all = new ArrayList<>(readings);
        Path config = TestConfig.write(dir, TestConfig.kafka(broker.bootstrapServers(), "once"), "0s", "");
        Path data = dir.resolve("data");

        Appliance appliance = Appliance.start(TestConfig.read(config));
        try (KafkaFeed feed = new KafkaFeed(broker.bootstrapServers(), "once")) {
            feed.send(readings);
            all.addAll(feed.close(readings, 4));
            feed.flush();
            awaitRows(data, all.size());
            awaitWindows(data, readings);
        } finally {
            appliance.stop();
        }

        Bags.assertSame("readings", Journals.readings(data), all);
        assertThat(Journals.lines(data, "results", "press_1s")).isEqualTo(ExpectedWindows.lines(readings, 1000, 1000));
        assertThat(Journals.lines(data, "results", "press_4s")).isEqualTo(ExpectedWindows.lines(readings, 4000, 2000));
        assertThat(Journals.count(data, "dead_letters")).isZero();
    }

    @Test
    void shouldPutWhatCannotBeDecodedIntoTheDeadLettersAndGoOn() throws Exception {
        broker.createTopic("poison", 1);
        List<Reading> readings = Reading.generate(5_000, 5, 0, 8);
        SplittableRandom random = new SplittableRandom(8);
        Path config = TestConfig.write(dir, TestConfig.kafka(broker.bootstrapServers(), "poison"), "0s", "");
        Path data = dir.resolve("data");

        Appliance appliance = Appliance.start(TestConfig.read(config));
        try (KafkaFeed feed = new KafkaFeed(broker.bootstrapServers(), "poison")) {
            List<byte[]> poison = List.of(
                    new byte[0],
                    "{\"id\":1".getBytes(StandardCharsets.UTF_8),
                    "not json".getBytes(StandardCharsets.UTF_8),
                    new byte[] {(byte) 0xff, (byte) 0xfe, 0},
                    "{\"id\":\"x\",\"device\":\"p1\",\"ts\":1795341600000}".getBytes(StandardCharsets.UTF_8),
                    "{\"id\":1,\"device\":\"p1\"}".getBytes(StandardCharsets.UTF_8),
                    "{\"id\":1,\"ts\":1795341600000}".getBytes(StandardCharsets.UTF_8),
                    new byte[700 * 1024]);
            for (Reading reading : readings) {
                feed.send(List.of(reading));
                if (random.nextInt(50) == 0) {
                    feed.send("x", poison.get(random.nextInt(poison.size())));
                }
            }
            poison.forEach(payload -> feed.send("x", payload));
            feed.flush();
            awaitRows(data, readings.size());
        } finally {
            appliance.stop();
        }

        assertThat(Journals.readings(data)).containsExactlyElementsOf(readings);
        long letters = Journals.count(data, "dead_letters");
        assertThat(letters).isGreaterThan(8);
        assertThat(String.join(
                        "\n",
                        Journals.lines(data, "dead_letters", "dead_letters").keySet()))
                .contains("\"source\":\"in\"", "\"topic\":\"poison\"", "\"payload\":\"not json\"", "\"size\":716800");
    }

    static void awaitRows(Path data, int rows) {
        Await.until(
                Duration.ofSeconds(60),
                () -> "journaled " + Journals.count(data, "readings") + " of " + rows,
                () -> Journals.count(data, "readings") >= rows);
    }

    static void awaitWindows(Path data, List<Reading> readings) {
        int windows = ExpectedWindows.lines(readings, 1000, 1000).size()
                + ExpectedWindows.lines(readings, 4000, 2000).size();
        Await.until(
                Duration.ofSeconds(60),
                () -> "windows " + Journals.count(data, "results") + " of " + windows,
                () -> Journals.count(data, "results") >= windows);
    }
}
