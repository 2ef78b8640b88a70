package io.weir.brokers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerProcessTest {
    @TempDir
    Path directory;

    @Test
    void shouldEndEveryBrokerWhenTheirParentIsKilled() throws Exception {
        Process parent = startParent();
        List<ProcessHandle> brokers;
        try (BufferedReader lines = parent.inputReader(StandardCharsets.UTF_8)) {
            String line = lines.readLine();
            assertThat(line).as("process ids, printed once all brokers run").isNotNull();
            brokers = Arrays.stream(line.split(" ", -1))
                    .map(pid -> ProcessHandle.of(Long.parseLong(pid)).orElseThrow())
                    .toList();
            assertThat(brokers).hasSizeGreaterThanOrEqualTo(2).allMatch(ProcessHandle::isAlive);
            parent.toHandle().destroyForcibly();
            assertThat(parent.waitFor(10, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(Await.until(() -> brokers.stream().noneMatch(ProcessHandle::isAlive)))
                .as("all brokers ended: %s", brokers)
                .isTrue();
    }

    @Test
    void shouldQuoteTheLogWhenABrokerDoesNotStart() {
        BrokerProcess process = shell("echo this is why >&2; exit 7", port -> false);
        assertThatThrownBy(process::start)
                .isInstanceOf(BrokerException.class)
                .hasMessageContaining("it ended with status 7 before it answered on port 1; its log ")
                .hasMessageEndingWith("ends with:\nthis is why");
        assertThat(process.alive()).isFalse();
    }

    @Test
    void shouldRefuseToAskOrStartTwice() {
        BrokerProcess process = shell("cat >/dev/null", port -> true);
        assertThatThrownBy(() -> process.ask("anything")).hasMessage("it does not run");
        process.start();
        assertThatThrownBy(process::start).hasMessage("it already runs as process " + process.pid());
        process.kill();
        assertThat(process.alive()).isFalse();
    }

    @Test
    void shouldKillWhatDoesNotStopByItself() {
        BrokerProcess process = shell("trap '' TERM; echo ready >&2; while :; do read line; done", port -> true);
        process.start();
        assertThat(Await.until(() -> process.log().toFile().length() > 0)).isTrue();
        process.stop(Duration.ofMillis(300));
        assertThat(process.alive()).isFalse();
    }

    @Test
    void shouldSayWhereTheBrokersJarsWereExpected() {
        System.setProperty(ChildJvm.LIB_PROPERTY, directory.resolve("nowhere").toString());
        try {
            assertThatThrownBy(() -> MqttBroker.start(directory))
                    .isInstanceOf(BrokerException.class)
                    .hasMessage("the brokers' jars are not in " + directory.resolve("nowhere")
                            + ": build the brokers module (mvn process-classes), or name their directory with"
                            + " -Dweir.brokers.lib");
        } finally {
            System.clearProperty(ChildJvm.LIB_PROPERTY);
        }
    }

    private BrokerProcess shell(String script, Probe probe) {
        return new BrokerProcess("it", 1, probe, List.of("/bin/sh", "-c", script), directory);
    }

    private Process startParent() throws Exception {
        Path classes = path(Broker.class);
        Path tests = path(ParentMain.class);
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-cp",
                        classes + File.pathSeparator + tests,
                        ParentMain.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static Path path(Class<?> of) throws Exception {
        return Path.of(of.getProtectionDomain().getCodeSource().getLocation().toURI());
    }
}
