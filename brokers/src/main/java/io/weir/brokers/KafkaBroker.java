package io.weir.brokers;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A single Kafka node (KRaft, broker and controller in one). Its usual port is without security; further ports may have
 * their own. Topics are made with {@link #createTopic};
 * none comes into being by itself. Takes messages of up to 32 MiB. Keeps everything for ever.
 */
public final class KafkaBroker extends LocalBroker {
    private static final String MAIN = "io.weir.brokers.child.KafkaMain";

    /** On a machine that is busy with tests a late heartbeat means nothing. */
    private static final Duration SESSION = Duration.ofSeconds(60);

    /**
     * After a kill the broker may not register again before the session of its former self has ended, as the controller
     * remembers it.
     */
    private static final Duration SESSION_AFTER_RESTART = Duration.ofSeconds(2);

    private static final String DATA = "data";

    private final int controllerPort;
    private final Map<KafkaListener, Integer> listeners;
    private final KafkaTuning tuning;

    private KafkaBroker(
            int port, int controllerPort, Map<KafkaListener, Integer> listeners, KafkaTuning tuning, Path directory) {
        super("kafka", "", port, Probe.KAFKA, directory, command(port, listeners, tuning, directory));
        this.tuning = tuning;
        this.controllerPort = controllerPort;
        this.listeners = listeners;
        configure(Files.exists(directory.resolve(DATA)) ? SESSION_AFTER_RESTART : SESSION);
    }

    private static List<String> command(
            int port, Map<KafkaListener, Integer> listeners, KafkaTuning tuning, Path directory) {
        List<String> arguments = new ArrayList<>(List.of(file(directory).toString(), Loopback.HOST + ":" + port));
        arguments.addAll(KafkaListener.scramArguments(List.copyOf(listeners.keySet())));
        return ChildJvm.command(MAIN, tuning.memory(), arguments.toArray(String[]::new));
    }

    /**
     * Starts a broker that keeps its data in this directory, which is created when it is absent. What another broker
     * left there, stopped or killed, is taken over.
     *
     * @throws BrokerException when it does not answer in time
     */
    public static KafkaBroker start(Path directory) {
        return start(directory, List.of());
    }

    /** As {@link #start(Path)}, but for how it uses the machine. */
    public static KafkaBroker start(Path directory, KafkaTuning tuning) {
        return start(directory, List.of(), tuning);
    }

    /** As {@link #start(Path)}, with further ports. */
    public static KafkaBroker start(Path directory, List<KafkaListener> listeners) {
        return start(directory, listeners, KafkaTuning.SMALL);
    }

    private static KafkaBroker start(Path directory, List<KafkaListener> listeners, KafkaTuning tuning) {
        return Attempts.untilPortIsKept(() -> startOnce(Directories.create(directory), listeners, tuning));
    }

    private static KafkaBroker startOnce(Path directory, List<KafkaListener> listeners, KafkaTuning tuning) {
        Map<KafkaListener, Integer> ports = new LinkedHashMap<>();
        listeners.forEach(listener -> ports.put(listener, Loopback.freePort()));
        KafkaBroker broker = new KafkaBroker(Loopback.freePort(), Loopback.freePort(), ports, tuning, directory);
        broker.process().start();
        return broker;
    }

    /** {@code host:port}, for {@code bootstrap.servers}. */
    public String bootstrapServers() {
        return url();
    }

    /** The port of a further listener, on 127.0.0.1. The same after a restart. */
    public int port(String listener) {
        return listeners.entrySet().stream()
                .filter(it -> it.getKey().name().equals(listener))
                .mapToInt(Map.Entry::getValue)
                .findFirst()
                .orElseThrow(() -> new BrokerException("there is no listener " + listener));
    }

    /**
     * Makes a topic and waits until its partitions have their leader.
     *
     * @throws BrokerException when it exists, or the broker refuses
     */
    public void createTopic(String topic, int partitions) {
        ask("create", topic, partitions);
    }

    /**
     * Makes a topic unless it exists, with as many partitions, and waits until they have their leader.
     *
     * @throws BrokerException when it exists with another number of partitions, or the broker refuses
     */
    public void ensureTopic(String topic, int partitions) {
        ask("ensure", topic, partitions);
    }

    private void ask(String what, String topic, int partitions) {
        String answer = process().ask(what + " " + topic + " " + partitions);
        if (!answer.equals("ok")) {
            throw new BrokerException("Kafka did not create the topic " + topic + ": " + answer);
        }
    }

    @Override
    void prepareRestart() {
        configure(SESSION_AFTER_RESTART);
    }

    private void configure(Duration session) {
        Directories.write(
                file(directory()),
                properties(port(), controllerPort, directory().resolve(DATA), session) + security()
                        + String.join("\n", tuning.properties()) + "\n");
    }

    private String security() {
        if (listeners.isEmpty()) {
            return "";
        }
        StringBuilder addresses = new StringBuilder("PLAINTEXT://127.0.0.1:" + port());
        StringBuilder protocols = new StringBuilder("CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT");
        StringBuilder each = new StringBuilder();
        listeners.forEach((listener, port) -> {
            addresses
                    .append(',')
                    .append(listener.name())
                    .append("://127.0.0.1:")
                    .append(port);
            protocols.append(',').append(listener.name()).append(':').append(listener.protocol());
            each.append(listener.properties());
        });
        // The later of two lines with one key holds.
        return "advertised.listeners=" + addresses + "\n"
                + "listeners=" + addresses + ",CONTROLLER://127.0.0.1:" + controllerPort + "\n"
                + "inter.broker.listener.name=PLAINTEXT\n"
                + "listener.security.protocol.map=" + protocols + "\n"
                + each;
    }

    private static Path file(Path directory) {
        return directory.resolve("kafka.properties");
    }

    private static String properties(int port, int controllerPort, Path data, Duration session) {
        return """
                process.roles=broker,controller
                node.id=1
                controller.quorum.voters=1@127.0.0.1:%2$d
                listeners=PLAINTEXT://127.0.0.1:%1$d,CONTROLLER://127.0.0.1:%2$d
                advertised.listeners=PLAINTEXT://127.0.0.1:%1$d
                controller.listener.names=CONTROLLER
                log.dirs=%3$s

                # Alone: every internal topic has one copy, small groups form at once.
                offsets.topic.num.partitions=1
                offsets.topic.replication.factor=1
                transaction.state.log.num.partitions=1
                transaction.state.log.replication.factor=1
                transaction.state.log.min.isr=1
                share.coordinator.state.topic.num.partitions=1
                share.coordinator.state.topic.replication.factor=1
                share.coordinator.state.topic.min.isr=1
                default.replication.factor=1
                group.initial.rebalance.delay.ms=0
                auto.create.topics.enable=false

                broker.session.timeout.ms=%4$d
                broker.heartbeat.interval.ms=500

                # Nothing is deleted; payloads that are too large for the appliance fit.
                log.retention.ms=-1
                message.max.bytes=33554432
                replica.fetch.max.bytes=33554432

                # A small machine.
                num.network.threads=2
                num.io.threads=2
                num.recovery.threads.per.data.dir=2
                log.cleaner.dedupe.buffer.size=4194304
                log.segment.bytes=268435456
                """.formatted(port, controllerPort, data.toString().replace("\\", "\\\\"), session.toMillis());
    }
}
