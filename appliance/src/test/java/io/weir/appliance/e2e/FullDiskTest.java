package io.weir.appliance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.brokers.Broker;
import io.weir.brokers.MosquittoBroker;
import io.weir.brokers.MqttBroker;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real file system without space: a small tmpfs, which only root may mount. */
@Tag("slow")
class FullDiskTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    private Path dir;

    private Path data;

    @BeforeEach
    void mount() throws Exception {
        data = Files.createDirectory(dir.resolve("data"));
        Assumptions.assumeTrue(
                command("mount", "-t", "tmpfs", "-o", "size=16m", "weir-test", data.toString()),
                "a small file system cannot be mounted here: skipped");
    }

    @AfterEach
    void unmount() throws Exception {
        command("umount", data.toString());
    }

    @Test
    void shouldNotStartWithoutSpace() throws Exception {
        fill();
        Path config = TestConfig.write(dir, TestConfig.mqtt(1, "plant/#", 1), "0s", "");

        WeirProcess weir = WeirProcess.complete(dir, "run", "-c", config.toString());

        assertThat(weir.exitCode()).isEqualTo(1);
        assertThat(weir.err())
                .startsWith("weir: data directory " + data + " cannot be opened: ")
                .containsIgnoringCase("space")
                .doesNotContain("\tat ");
    }

    @Test
    void shouldWaitForSpaceLoseNothingAndStopWhileItWaits() throws Exception {
        List<Reading> readings = Reading.generate(60_000, 20, 0, 13);
        try (Broker broker = MosquittoBroker.find()
                        .<Broker>map(mosquitto -> mosquitto.start(dir.resolve("broker")))
                        .orElseGet(() -> MqttBroker.start(dir.resolve("broker")));
                MqttFeed feed = new MqttFeed(broker.port())) {
            Path config = TestConfig.write(dir, TestConfig.mqtt(broker.port(), "plant/#", 1), "0s", "");
            try (WeirProcess weir = WeirProcess.start(dir, "run", "-c", config.toString())) {
                Await.until(PATIENCE, weir::err, () -> weir.err().contains(" running "));
                feed.awaitSubscriber(data);
                Path filler = fill();
                feed.send(readings, 1);
                Await.until(PATIENCE, weir::err, () -> weir.err().contains("waiting for space"));
                assertThat(weir.alive()).isTrue();

                Files.delete(filler);
                KafkaEndToEndTest.awaitRows(data, readings.size() + feed.probes());
                assertThat(weir.err()).contains("there is space again").doesNotContain("\tat ");
                assertThat(weir.err().lines().filter(line -> line.contains("waiting for space")))
                        .hasSize(1);

                fill();
                // More than what was reserved ahead while there was space.
                for (int i = 0; i < 4; i++) {
                    feed.send(readings, 1);
                }
                long taken = awaitStandstill();
                assertThat(taken)
                        .as("rows taken in: less than was sent, for there is no space")
                        .isLessThan(5L * readings.size());
                assertThat(freeBytes()).as("what nobody has taken").isLessThan(1 << 20);
                long asked = System.nanoTime();
                weir.terminate();
                assertThat(weir.exitCode()).as(weir.err()).isZero();
                assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(30));
            }
        }
        Bags.assertSame(
                "readings",
                Journals.readings(data).stream()
                        .filter(r -> r.id() >= 0)
                        .distinct()
                        .toList(),
                readings);
    }

    private long freeBytes() throws IOException {
        return Files.getFileStore(data).getUsableSpace();
    }

    private long awaitStandstill() {
        long[] last = {-1, System.nanoTime()};
        Await.until(Duration.ofMinutes(1), () -> "rows still come: " + last[0], () -> {
            long rows = Journals.count(data, "readings");
            if (rows != last[0]) {
                last[0] = rows;
                last[1] = System.nanoTime();
            }
            return System.nanoTime() - last[1] > Duration.ofSeconds(1).toNanos();
        });
        return last[0];
    }

    /** Leaves no byte free. */
    private Path fill() throws IOException {
        Path filler = data.resolve("filler");
        byte[] block = new byte[4096];
        try (OutputStream out = Files.newOutputStream(filler)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException e) {
            return filler; // full
        }
    }

    private static boolean command(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getInputStream().transferTo(OutputStream.nullOutputStream());
        return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
    }
}
