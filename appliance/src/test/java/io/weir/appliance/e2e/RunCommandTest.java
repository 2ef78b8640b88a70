package io.weir.appliance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.brokers.Broker;
import io.weir.brokers.MosquittoBroker;
import io.weir.brokers.MqttBroker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code weir run} as a process: what keeps it from starting, and how it ends. */
@Tag("slow")
class RunCommandTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    /** Nothing ever listens there. */
    private static final int NOBODY = 1;

    @TempDir
    private Path dir;

    @Test
    void shouldSayThatAFileIsInTheWayOfTheDataDirectory() throws Exception {
        Path config = unreachable("off");
        Files.writeString(dir.resolve("data"), "in the way");

        WeirProcess weir = run(config);

        assertThat(weir.exitCode()).isEqualTo(1);
        assertThat(weir.err())
                .startsWith("weir: data directory " + dir.resolve("data") + " cannot be made: ")
                .doesNotContain("\tat ");
        assertThat(weir.out()).isEmpty();
    }

    @Test
    void shouldSayThatTheDataDirectoryMayNotBeWritten() throws Exception {
        Path config = unreachable("off");
        Path data = Files.createDirectory(
                dir.resolve("data"),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("r-xr-xr-x")));
        Assumptions.assumeTrue(WeirProcess.canDropPrivileges(), "root without setpriv may write everywhere: skipped");

        WeirProcess weir = WeirProcess.startWithoutPrivileges(dir, "run", "-c", config.toString());

        assertThat(weir.exitCode()).isEqualTo(1);
        assertThat(weir.err())
                .startsWith("weir: data directory " + data + " cannot be written: ")
                .endsWith("; give it to the user that runs Weir\n");
    }

    @Test
    void shouldSayThatAnotherInstanceHasTheDataDirectory() throws Exception {
        Path config = unreachable("off");
        try (WeirProcess first = WeirProcess.start(dir, "run", "-c", config.toString())) {
            awaitLine(first, " running ");

            WeirProcess second = run(config);

            assertThat(second.exitCode()).isEqualTo(1);
            assertThat(second.err())
                    .isEqualTo("weir: data directory " + dir.resolve("data").toRealPath() + " is in use by process "
                            + first.pid() + ": stop the other instance, or give this one a data_dir of its own\n");
            assertThat(first.alive()).isTrue();
        }
    }

    @Test
    void shouldEndWith1AndSayWhatToDoWhenItsJournalCannotBeWritten() throws Exception {
        try (Broker broker = mqtt();
                MqttFeed feed = new MqttFeed(broker.port())) {
            Path config = config(broker.port(), "off");
            try (WeirProcess weir = WeirProcess.start(dir, "run", "-c", config.toString())) {
                awaitLine(weir, "source plant (mqtt://127.0.0.1:" + broker.port() + "): connected");
                feed.awaitSubscriber(dir.resolve("data"));

                // Somebody empties the file under the mapping: what is written there now has nowhere to go.
                for (Path file : journalFiles("readings")) {
                    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                        channel.truncate(0);
                    }
                }
                feed.send(Reading.generate(20_000, 5, 0, 7), 1);

                assertThat(weir.exitCode()).as(weir.err()).isEqualTo(1);
                assertThat(weir.err().lines().filter(line -> line.startsWith("weir: stopped: ")))
                        .singleElement()
                        .asString()
                        .contains("start again")
                        .endsWith("; nothing that was acknowledged is affected");
                assertThat(weir.out()).isEmpty();
            }
        }
    }

    private List<Path> journalFiles(String journal) throws IOException {
        try (Stream<Path> files = Files.walk(dir.resolve("data"))) {
            return files.filter(file -> file.toString().contains(journal)
                            && file.getFileName().toString().endsWith(".cq4"))
                    .toList();
        }
    }

    @Test
    void shouldSayThatThePortOfItsInterfaceIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String listen = "127.0.0.1:" + taken.getLocalPort();

            WeirProcess weir = run(unreachable(listen));

            assertThat(weir.exitCode()).isEqualTo(1);
            assertThat(weir.err())
                    .startsWith("weir: api.listen: cannot listen on " + listen + ": Address already in use")
                    .endsWith("; is another instance running? Choose another port, or 'listen: off'\n")
                    .doesNotContain("\tat ");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TERM", "INT"})
    void shouldStayUpWithoutAnyBrokerSaySoOnceAndEndOnASignal(String signal) throws Exception {
        try (WeirProcess weir =
                WeirProcess.start(dir, "run", "-c", unreachable("off").toString())) {
            awaitLine(weir, "source plant (mqtt://127.0.0.1:1): not connected, trying again: ");
            awaitLine(weir, "source cells (kafka 127.0.0.1:1): not connected, trying again: ");

            long asked = System.nanoTime();
            weir.signal(signal);

            assertThat(weir.exitCode()).as(weir.err()).isZero();
            assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(Duration.ofSeconds(15));
            for (String source : List.of("source plant", "source cells")) {
                assertThat(weir.err().lines().filter(line -> line.contains(source) && line.contains("trying again")))
                        .as("%s in\n%s", source, weir.err())
                        .hasSizeBetween(1, 2);
            }
            assertThat(weir.err()).endsWith("stopped\n").doesNotContain("\tat ").doesNotContain("Exception in");
            assertThat(weir.out()).isEmpty();
        }
    }

    @Test
    void shouldEndOnASignalThatComesWhileItStarts() throws Exception {
        try (WeirProcess weir =
                WeirProcess.start(dir, "run", "-c", unreachable("off").toString())) {
            Await.until(PATIENCE, weir::err, () -> Files.exists(dir.resolve("data/weir.lock")));
            weir.signal("TERM");
            assertThat(weir.exitCode()).as(weir.err()).isZero();
        }
    }

    @Test
    void shouldReadFromTheBrokerThatIsThereWhileTheOtherIsAway() throws Exception {
        try (Broker broker = mqtt();
                MqttFeed feed = new MqttFeed(broker.port())) {
            Path config = config(broker.port(), "127.0.0.1:0");
            try (WeirProcess weir = WeirProcess.start(dir, "run", "-c", config.toString())) {
                awaitLine(weir, "source plant (mqtt://127.0.0.1:" + broker.port() + "): connected");
                awaitLine(weir, "source cells (kafka 127.0.0.1:1): not connected, trying again: ");
                feed.awaitSubscriber(dir.resolve("data"));
                feed.send(Reading.generate(1000, 5, 0, 7), 1);
                KafkaEndToEndTest.awaitRows(dir.resolve("data"), 1000 + feed.probes());

                weir.signal("TERM");
                assertThat(weir.exitCode()).as(weir.err()).isZero();
            }
        }
        assertThat(Journals.readings(dir.resolve("data")).stream().filter(r -> r.id() >= 0))
                .containsExactlyElementsOf(Reading.generate(1000, 5, 0, 7));
    }

    private Broker mqtt() {
        return MosquittoBroker.find()
                .<Broker>map(mosquitto -> mosquitto.start(dir.resolve("broker")))
                .orElseGet(() -> MqttBroker.start(dir.resolve("broker")));
    }

    private WeirProcess run(Path config) {
        return WeirProcess.complete(dir, "run", "-c", config.toString());
    }

    private Path unreachable(String listen) throws IOException {
        return config(NOBODY, listen);
    }

    private Path config(int mqttPort, String listen) throws IOException {
        return Files.writeString(dir.resolve("weir.yaml"), """
                version: 1
                data_dir: data
                sources:
                  plant: { type: mqtt, url: "mqtt://127.0.0.1:%d", topics: ["plant/#"], qos: 1 }
                  cells: { type: kafka, bootstrap_servers: "127.0.0.1:%d", topics: [cells], group: weir }
                streams:
                  press:
                    inputs: [plant, cells]
                    key: $.device
                    time: { path: $.ts, unit: ms }
                    fields:
                      id: long
                      temp: { path: $.m.temp, type: double }
                pipelines:
                  press_1s:
                    input: press
                    window: { type: tumbling, size: 1s }
                    aggregate: { n: count() }
                api: { listen: %s }
                """.formatted(
                        mqttPort, NOBODY, listen.equals("off") ? "off" : '"' + listen + '"'));
    }

    private static void awaitLine(WeirProcess weir, String part) {
        Await.until(PATIENCE, () -> "'" + part + "' in\n" + weir.err(), () -> {
            assertThat(weir.alive()).as(weir.err()).isTrue();
            return weir.err().contains(part);
        });
    }
}
