package io.weir.appliance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.brokers.Broker;
import io.weir.brokers.MosquittoBroker;
import io.weir.brokers.MqttBroker;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatusCommandTest {
    @TempDir
    private Path dir;

    private WeirProcess status(Path config, String... more) {
        String[] arguments = new String[3 + more.length];
        arguments[0] = "status";
        arguments[1] = "-c";
        arguments[2] = config.toString();
        System.arraycopy(more, 0, arguments, 3, more.length);
        return WeirProcess.complete(dir, arguments);
    }

    private static int freePort() throws Exception {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    void shouldSayWhetherEveryPartWorks() throws Exception {
        int port = freePort();
        try (Broker broker = MosquittoBroker.find()
                .<Broker>map(mosquitto -> mosquitto.start(dir.resolve("broker")))
                .orElseGet(() -> MqttBroker.start(dir.resolve("broker")))) {
            Path config = TestConfig.write(
                    dir,
                    TestConfig.mqtt(broker.port(), "plant/#", 1),
                    "0s",
                    "api: { listen: \"127.0.0.1:" + port + "\" }");
            WeirProcess stopped = status(config);
            assertThat(stopped.exitCode()).isEqualTo(1);
            assertThat(stopped.err())
                    .startsWith("weir: nothing answers at http://127.0.0.1:" + port + "/health (")
                    .endsWith("); is the appliance running? weir run starts it\n");
            try (WeirProcess weir = WeirProcess.start(dir.resolve("log"), "run", "-c", config.toString())) {
                Await.until(
                        Duration.ofSeconds(60),
                        () -> "up: " + weir.err(),
                        () -> status(config).exitCode() == 0);
                assertThat(status(config).out()).isEqualTo("""
                        up
                          source in          ok
                          pipeline press_1s  ok
                          pipeline press_4s  ok
                          storage            ok
                        """);
                assertThat(status(config, "--format", "json").out())
                        .startsWith("{\"status\":\"up\",\"parts\":{\"source in\":\"ok\",");
                broker.kill();
                Await.until(
                        Duration.ofSeconds(60),
                        () -> "degraded: " + weir.err(),
                        () -> status(config).exitCode() == 1);
                assertThat(status(config).out()).startsWith("degraded\n  source in          not connected: ");
                weir.terminate();
                assertThat(weir.exitCode()).isZero();
            }
        }
    }

    @Test
    void shouldSayWhyNobodyCanBeAsked() {
        Path off = TestConfig.write(dir, TestConfig.mqtt(1883, "plant/#", 1), "0s", "");
        assertThat(status(off).err()).startsWith("weir: the configuration has api: { listen: off }");
        Path any = TestConfig.write(dir, TestConfig.mqtt(1883, "plant/#", 1), "0s", "api: { listen: \"127.0.0.1:0\" }");
        assertThat(status(any).err()).startsWith("weir: the configuration has port 0 in api.listen");
        assertThat(status(any).exitCode()).isEqualTo(1);
    }

    @Test
    void shouldNoticeThatAnotherProgramAnswers() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread answering = new Thread(() -> {
                try (Socket socket = other.accept()) {
                    socket.getInputStream().read(new byte[1000]);
                    socket.getOutputStream()
                            .write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"
                                    .getBytes(StandardCharsets.US_ASCII));
                } catch (IOException e) {
                    // The test fails then.
                }
            });
            answering.start();
            Path config = TestConfig.write(
                    dir,
                    TestConfig.mqtt(1883, "plant/#", 1),
                    "0s",
                    "api: { listen: \"127.0.0.1:" + other.getLocalPort() + "\" }");
            assertThat(status(config).err()).startsWith("weir: what answers is no Weir");
            answering.join();
        }
    }
}
