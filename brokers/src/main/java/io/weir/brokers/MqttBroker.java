package io.weir.brokers;

import java.nio.file.Path;
import java.util.List;
import java.util.function.IntSupplier;

/**
 * An MQTT 5 broker that needs nothing installed (Artemis), over TCP and over WebSockets on one port, without security.
 * Queues have no limit, so nothing is dropped or held back: it ends, loudly, when its memory does. Without persistence
 * messages and sessions end with its process.
 */
public final class MqttBroker extends LocalBroker {
    private static final String MEMORY = "-Xmx512m";
    private static final String MAIN = "io.weir.brokers.child.ArtemisMain";

    private static final String STORE_PASSWORD = "changeit";

    private final int encryptedPort;

    private MqttBroker(int port, Path directory, boolean persistent, int encryptedPort) {
        super(
                "artemis",
                "mqtt://",
                port,
                Probe.MQTT,
                directory,
                ChildJvm.command(
                        MAIN,
                        List.of(MEMORY, "-XX:TieredStopAtLevel=1"),
                        Integer.toString(port),
                        directory.resolve("data").toString(),
                        Boolean.toString(persistent),
                        Integer.toString(encryptedPort),
                        store(directory).toString(),
                        STORE_PASSWORD));
        this.encryptedPort = encryptedPort;
    }

    private static Path store(Path directory) {
        return directory.resolve("tls.p12");
    }

    /** The port on which it speaks TLS; 0 unless it was started with {@link #startEncrypted}. */
    public int encryptedPort() {
        return encryptedPort;
    }

    /**
     * Starts a broker that keeps everything in memory.
     *
     * @param directory for its log; created when it is absent
     * @throws BrokerException when it does not answer in time
     */
    public static MqttBroker start(Path directory) {
        return start(directory, false, () -> 0);
    }

    /**
     * Starts a broker that keeps sessions and QoS 1 messages in its directory, over a restart and a kill.
     *
     * @param directory created when it is absent
     * @throws BrokerException when it does not answer in time
     */
    public static MqttBroker startPersistent(Path directory) {
        return start(directory, true, () -> 0);
    }

    /**
     * Starts a broker that keeps everything in memory and has a second port, for TLS, where it wants a certificate of its
     * clients.
     *
     * @param directory created when it is absent
     * @param ca that both sides' certificates are of
     * @throws BrokerException when it does not answer in time
     */
    public static MqttBroker startEncrypted(Path directory, LocalCa ca, LocalCa.Issued server) {
        server.writeStore(store(Directories.create(directory)), ca, STORE_PASSWORD);
        return start(directory, false, Loopback::freePort);
    }

    private static MqttBroker start(Path directory, boolean persistent, IntSupplier encryptedPort) {
        return Attempts.untilPortIsKept(() -> {
            MqttBroker broker = new MqttBroker(
                    Loopback.freePort(), Directories.create(directory), persistent, encryptedPort.getAsInt());
            broker.process().start();
            return broker;
        });
    }
}
