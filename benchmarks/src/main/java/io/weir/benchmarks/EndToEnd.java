package io.weir.benchmarks;

import io.weir.brokers.Broker;
import io.weir.brokers.KafkaBroker;
import io.weir.brokers.KafkaTuning;
import io.weir.brokers.MosquittoBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code EndToEnd [paced|drain|mqtt]…}: all three without an argument. Each measurement is repeated, with a fresh data
 * directory, and prints every run: take the median.
 */
final class EndToEnd {
    private static final long RATE = Long.getLong("rate", 50_000);
    private static final long SECONDS = Long.getLong("seconds", 60);
    private static final long WARM_UP_SECONDS = Long.getLong("warm_up", 30);
    private static final long DRAIN_ROWS = Long.getLong("drain", 5_000_000);
    private static final long MQTT_ROWS = Long.getLong("mqtt", 500_000);
    private static final int RUNS = Integer.getInteger("runs", 3);
    /** For latency; throughput is measured with the defaults of the appliance. */
    private static final String MAX_DELAY = System.getProperty("max_delay", "1ms");

    private static final String LINGER = System.getProperty("linger", "0s");
    private static final String DEFAULT_MAX_DELAY = "100ms";
    private static final String DEFAULT_LINGER = "5ms";
    private static final @Nullable String LIBRDKAFKA = System.getProperty("librdkafka");
    private static final int PARTITIONS = 4;
    private static final long OUT_OF_ORDERNESS_MICROS = 50_000;

    private final Path dir;
    private int appliances;

    private EndToEnd(Path dir) {
        this.dir = dir;
    }

    public static void main(String[] args) throws Exception {
        List<String> which = args.length == 0 ? List.of("paced", "drain", "mqtt") : Arrays.asList(args);
        Path dir = Files.createTempDirectory("weir-benchmark");
        EndToEnd bench = new EndToEnd(dir);
        System.out.printf(
                "%d processors, Java %s; paced: max_delay %s, linger %s; else %s, %s%n",
                Runtime.getRuntime().availableProcessors(),
                Runtime.version(),
                MAX_DELAY,
                LINGER,
                DEFAULT_MAX_DELAY,
                DEFAULT_LINGER);
        for (String name : which) {
            switch (name) {
                case "paced" -> bench.paced();
                case "drain" -> bench.drain();
                case "mqtt" -> bench.mqtt();
                default -> throw new IllegalArgumentException("paced, drain or mqtt, not " + name);
            }
        }
        System.exit(0);
    }

    private void paced() throws IOException {
        System.out.printf(
                "%npaced: %d Kafka messages/s for %d s, journaled and windowed; latency from second %d on%n",
                RATE, SECONDS, WARM_UP_SECONDS);
        try (KafkaBroker broker = KafkaBroker.start(dir.resolve("kafka-paced"), KafkaTuning.STEADY)) {
            for (int run = 0; run < RUNS; run++) {
                String topic = "paced" + run;
                broker.createTopic(topic, PARTITIONS);
                Duration before = cpu(broker);
                try (Child appliance = appliance(kafka(broker, topic), "latency")) {
                    appliance.expect("ready");
                    Child.run("KafkaLoad", "128m", broker.bootstrapServers(), topic, PARTITIONS, RATE, RATE * SECONDS);
                    appliance.awaitRows(RATE * SECONDS);
                    print(appliance.finish(), cpu(broker).minus(before));
                }
                if (LIBRDKAFKA != null) {
                    pacedLibrdkafka("C, librdkafka: ", broker, "bare" + run);
                    Path file = dir.resolve("forced");
                    pacedLibrdkafka("C, librdkafka, each payload forced to a file: ", broker, "forced" + run, file);
                    Files.delete(file);
                }
            }
        }
    }

    private static void pacedLibrdkafka(String title, KafkaBroker broker, String topic, Path... file)
            throws IOException {
        broker.createTopic(topic, PARTITIONS);
        try (Child bare = librdkafka(broker, topic, RATE * SECONDS, WARM_UP_SECONDS, file)) {
            bare.expect("ready");
            Child.run("KafkaLoad", "128m", broker.bootstrapServers(), topic, PARTITIONS, RATE, RATE * SECONDS);
            System.out.println(title + bare.line());
        }
    }

    private void drain() throws IOException {
        System.out.printf("%ndrain: a Kafka topic of %d messages, journaled and windowed%n", DRAIN_ROWS);
        try (KafkaBroker broker =
                KafkaBroker.start(dir.resolve("kafka-drain"), new KafkaTuning(List.of("-Xmx384m"), List.of()))) {
            broker.createTopic("drain", PARTITIONS);
            Child.run("KafkaLoad", "256m", broker.bootstrapServers(), "drain", PARTITIONS, 0, DRAIN_ROWS);
            for (int run = 0; run < RUNS; run++) {
                Duration before = cpu(broker);
                try (Child appliance = appliance(kafka(broker, "drain"), "drain")) {
                    appliance.expect("ready");
                    appliance.awaitRows(DRAIN_ROWS);
                    print(appliance.finish(), cpu(broker).minus(before));
                }
                if (LIBRDKAFKA != null) {
                    try (Child bare = librdkafka(broker, "drain", DRAIN_ROWS, 0)) {
                        bare.expect("ready");
                        System.out.println("C, librdkafka: " + bare.line());
                    }
                }
            }
        }
    }

    /** The C program that only parses and averages; {@code benchmarks/run} builds it where a compiler and librdkafka are. */
    private static Child librdkafka(
            KafkaBroker broker, String topic, long count, long warmUpSeconds, Path... forcedFile) throws IOException {
        List<Object> arguments = new ArrayList<>(List.of(
                broker.bootstrapServers(), topic, PARTITIONS, count, Payloads.clockOffsetMicros(), warmUpSeconds));
        arguments.addAll(List.of(forcedFile));
        return Child.startNative(Path.of(String.valueOf(LIBRDKAFKA)), arguments.toArray());
    }

    private void mqtt() throws IOException {
        Optional<MosquittoBroker.Installation> mosquitto = MosquittoBroker.find();
        if (mosquitto.isEmpty()) {
            System.out.println("\nmqtt: left out, mosquitto is not installed");
            return;
        }
        for (int qos = 0; qos <= 1; qos++) {
            System.out.printf(
                    "%nmqtt: %d QoS %d messages through Mosquitto, bare clients and the appliance in turn%n",
                    MQTT_ROWS, qos);
            for (int run = 0; run < RUNS; run++) {
                String name = "mosquitto-" + qos + "-" + run;
                for (String client : List.of("BarePaho", "BareHiveMq")) {
                    try (Broker broker = mosquitto.get().start(dir.resolve(name + client));
                            Child bare = Child.start(
                                    client, List.of("-Xmx256m", "-XX:+UseSerialGC"), broker.port(), qos, MQTT_ROWS)) {
                        bare.expect("ready");
                        Child.run("MqttLoad", "64m", broker.port(), qos, MQTT_ROWS);
                        System.out.println(client + ": " + bare.line());
                    }
                }
                try (Broker broker = mosquitto.get().start(dir.resolve(name));
                        Child appliance = appliance(mqtt(broker, qos), "drain")) {
                    Duration before = cpu(broker);
                    appliance.expect("ready");
                    Child.run("MqttLoad", "64m", broker.port(), qos, MQTT_ROWS);
                    appliance.awaitRows(MQTT_ROWS);
                    print(appliance.finish(), cpu(broker).minus(before));
                }
            }
        }
    }

    private static void print(String report, Duration brokerCpu) {
        System.out.printf("%s broker_cpu_s=%.1f%n", report, brokerCpu.toMillis() / 1e3);
    }

    private static Duration cpu(Broker broker) {
        return ProcessHandle.of(broker.pid())
                .flatMap(process -> process.info().totalCpuDuration())
                .orElse(Duration.ZERO);
    }

    private static String kafka(Broker broker, String topic) {
        return "{ type: kafka, bootstrap_servers: \"" + broker.url() + "\", topics: [" + topic + "] }";
    }

    private static String mqtt(Broker broker, int qos) {
        return "{ type: mqtt, url: \"mqtt://127.0.0.1:" + broker.port() + "\", topics: [\"plant/#\"], qos: " + qos
                + " }";
    }

    /** The options of {@code weir run}, and those of {@code -Dappliance="-XX:… -X…"}. */
    private static List<String> applianceOptions() {
        List<String> options = new ArrayList<>();
        options.add("@" + Child.dist().resolve("run.options"));
        String further = System.getProperty("appliance", "");
        if (!further.isEmpty()) {
            options.addAll(Arrays.asList(further.split(" ")));
        }
        return options;
    }

    private Child appliance(String source, String mode) throws IOException {
        boolean latency = mode.equals("latency");
        Path home = Files.createDirectories(dir.resolve("appliance-" + appliances++));
        Path config = Files.writeString(home.resolve("weir.yaml"), """
                version: 1
                data_dir: data
                sources:
                  in: %s
                streams:
                  press:
                    inputs: [in]
                    decode: json
                    key: $.device
                    time: { path: $.ts, unit: us }
                    out_of_orderness: %dms
                    fields: { temp: double, rpm: long, line: long, state: string, seq: long, pressure: double }
                pipelines:
                  press_1s:
                    input: press
                    where: temp > -40 and temp < 200
                    window: { type: tumbling, size: 1s }
                    aggregate: { n: count(), temp_avg: avg(temp), temp_max: max(temp) }
                storage:
                  sync: { mode: group, max_delay: %s }
                batch: { linger: %s }
                api: { listen: off }
                """.formatted(
                        source,
                        OUT_OF_ORDERNESS_MICROS / 1000,
                        latency ? MAX_DELAY : DEFAULT_MAX_DELAY,
                        latency ? LINGER : DEFAULT_LINGER));
        return Child.start(
                "MeasuredAppliance", applianceOptions(), config, OUT_OF_ORDERNESS_MICROS, mode, WARM_UP_SECONDS);
    }
}
