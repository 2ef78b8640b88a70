package io.weir.appliance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.appliance.Appliance;
import io.weir.appliance.serve.Health;
import io.weir.brokers.KafkaBroker;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Brokers that go away under load and come back. */
@Tag("slow")
class BrokerOutageTest {
    private static final int READINGS = 100_000;

    @TempDir
    private Path dir;

    @Test
    void shouldHaveEveryMessageOnceWhenTheKafkaBrokerIsKilledUnderLoad() throws Exception {
        List<Reading> readings = Reading.generate(READINGS, 20, 300, 21);
        Path data = dir.resolve("data");
        try (KafkaBroker broker = KafkaBroker.start(dir.resolve("broker"));
                KafkaFeed feed = new KafkaFeed(broker.bootstrapServers(), "outage")) {
            broker.createTopic("outage", 2);
            Path config = TestConfig.write(dir, TestConfig.kafka(broker.bootstrapServers(), "outage"), "0s", "");
            Appliance appliance = Appliance.start(TestConfig.read(config));
            List<Reading> all = new ArrayList<>(readings);
            try {
                feed.send(readings.subList(0, READINGS / 2));
                Await.until(
                        Duration.ofSeconds(60),
                        () -> "no rows",
                        () -> Journals.count(data, "readings") > READINGS / 20);
                CompletableFuture<Void> sending =
                        CompletableFuture.runAsync(() -> feed.send(readings.subList(READINGS / 2, READINGS)));
                broker.kill();
                Await.until(
                        Duration.ofSeconds(30),
                        () -> "the outage is not noticed",
                        () -> appliance.health().status() == Health.Status.DEGRADED);
                broker.restart();
                sending.get(60, TimeUnit.SECONDS);
                all.addAll(feed.close(readings, 2));
                feed.flush();
                KafkaEndToEndTest.awaitRows(data, all.size());
                KafkaEndToEndTest.awaitWindows(data, readings);
            } finally {
                appliance.stop();
            }
            Bags.assertSame("readings", Journals.readings(data), all);
            assertThat(Journals.lines(data, "results", "press_1s"))
                    .isEqualTo(ExpectedWindows.lines(readings, 1000, 1000));
        }
    }
}
