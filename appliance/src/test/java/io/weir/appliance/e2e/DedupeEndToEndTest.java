package io.weir.appliance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.brokers.Broker;
import io.weir.brokers.MosquittoBroker;
import io.weir.brokers.MqttBroker;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** MQTT QoS 1 sends again what was not acknowledged; with {@code dedupe} the journal has each message once all the same. */
@Tag("slow")
class DedupeEndToEndTest {
    private static final int READINGS = 30_000;
    private static final int KILLS = Integer.getInteger("weir.kills", 2);

    @TempDir
    private Path dir;

    @Test
    void shouldHaveEachQos1MessageOnceAfterKillsWithMosquitto() throws Exception {
        MosquittoBroker.Installation mosquitto = MosquittoBroker.find().orElse(null);
        Assumptions.assumeTrue(mosquitto != null, "mosquitto is not installed: skipped");
        try (MosquittoBroker broker = mosquitto.start(dir.resolve("broker"))) {
            shouldHaveEachMessageOnce(broker);
        }
    }

    @Test
    void shouldHaveEachQos1MessageOnceAfterKillsWithTheEmbeddedBroker() throws Exception {
        try (MqttBroker broker = MqttBroker.start(dir.resolve("broker"))) {
            shouldHaveEachMessageOnce(broker);
        }
    }

    private void shouldHaveEachMessageOnce(Broker broker) throws Exception {
        long seed = System.nanoTime();
        SplittableRandom random = new SplittableRandom(seed);
        List<Reading> readings = Reading.generate(READINGS, 40, 0, 17);
        Path data = dir.resolve("data");
        Path config = TestConfig.write(dir, TestConfig.mqtt(broker.port(), "plant/#", 1), "0s", "");
        // Long syncs: a kill finds messages that are in the journal and not acknowledged.
        Files.writeString(
                config,
                Files.readString(config)
                                .replace(
                                        "    fields:",
                                        "    dedupe: { by: [key, id], within: 10m }\n    where: id != -77\n    fields:")
                        + "storage: { sync: { mode: group, max_delay: 500ms } }\n");
        try (MqttFeed feed = new MqttFeed(broker.port())) {
            try (WeirProcess weir = WeirProcess.start(dir.resolve("log"), "run", "-c", config.toString())) {
                feed.awaitSubscriber(data);
                weir.terminate();
                assertThat(weir.exitCode()).as(weir.err()).isZero();
            }
            int share = READINGS / KILLS;
            for (int kill = 0; kill < KILLS; kill++) {
                try (WeirProcess weir = WeirProcess.start(dir.resolve("log"), "run", "-c", config.toString())) {
                    feed.send(readings.subList(kill * share, (kill + 1) * share), 1);
                    long rows = (long) kill * share + 1 + random.nextInt(share / 2);
                    Await.until(
                            Duration.ofSeconds(60),
                            () -> "seed " + seed + ", rows " + rows + ", " + weir.err(),
                            () -> !weir.alive() || Journals.count(data, "readings") >= rows);
                    weir.kill();
                }
            }
            try (WeirProcess weir = WeirProcess.start(dir.resolve("log"), "run", "-c", config.toString())) {
                Await.until(
                        Duration.ofSeconds(60),
                        () -> "all; " + Journals.count(data, "readings") + weir.err(),
                        () -> Journals.readings(data).stream()
                                        .filter(r -> r.id() >= 0)
                                        .distinct()
                                        .count()
                                == READINGS);
                weir.terminate();
                assertThat(weir.exitCode()).as(weir.err()).isZero();
            }
        }
        Bags.assertSame(
                "seed " + seed,
                Journals.readings(data).stream().filter(r -> r.id() >= 0).toList(),
                readings);
    }
}
