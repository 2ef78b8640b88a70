package io.weir.brokers;

import java.nio.file.Path;
import java.util.List;

/**
 * An MQTT 5 broker that needs nothing installed (Artemis), without security. Queues have no limit, so nothing is dropped or
 * held back: it ends, loudly, when its memory does. Without persistence messages and sessions end with its process.
 */
public final class MqttBroker extends LocalBroker {
    private static final String MEMORY = "-Xmx512m";
    private static final String MAIN = "io.weir.brokers.child.ArtemisMain";

    private MqttBroker(int port, Path directory, boolean persistent) {
        super(
                "artemis",
                "mqtt://",
                port,
                Probe.MQTT,
                directory,
                ChildJvm.command(
                        MAIN,
                        List.of(MEMORY),
                        Integer.toString(port),
                        directory.resolve("data").toString(),
                        Boolean.toString(persistent)));
    }

    /**
     * Starts a broker that keeps everything in memory.
     *
     * @param directory for its log; created when it is absent
     * @throws BrokerException when it does not answer in time
     */
    public static MqttBroker start(Path directory) {
        return start(directory, false);
    }

    /**
     * Starts a broker that keeps sessions and QoS 1 messages in its directory, over a restart and a kill.
     *
     * @param directory created when it is absent
     * @throws BrokerException when it does not answer in time
     */
    public static MqttBroker startPersistent(Path directory) {
        return start(directory, true);
    }

    private static MqttBroker start(Path directory, boolean persistent) {
        return Attempts.untilPortIsKept(() -> {
            MqttBroker broker = new MqttBroker(Loopback.freePort(), Directories.create(directory), persistent);
            broker.process().start();
            return broker;
        });
    }
}
