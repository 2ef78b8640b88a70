package io.weir.demo;

import io.weir.brokers.KafkaBroker;
import io.weir.brokers.MqttBroker;
import io.weir.demo.plant.PlantOptions;
import io.weir.demo.plant.PlantProcess;
import io.weir.demo.plant.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** What stands around the appliance in the demo: two brokers and the sensors, each a process that ends with this one. */
final class Stage implements AutoCloseable {
    /** Names of {@code demo.yaml} that are worth a {@code weir replay}. */
    static final List<String> NAMES_TO_TRY = List.of("press", "press_1s", "cells_2s");

    private final Path dir;
    private final KafkaBroker kafka;
    private final MqttBroker mqtt;

    private Stage(Path dir, KafkaBroker kafka, MqttBroker mqtt) {
        this.dir = dir;
        this.kafka = kafka;
        this.mqtt = mqtt;
    }

    /** Starts both brokers at once, with their data and logs below {@code dir}. */
    static Stage start(Path dir) {
        CompletableFuture<MqttBroker> mqtt =
                CompletableFuture.supplyAsync(() -> MqttBroker.start(dir.resolve("mqtt-broker")));
        CompletableFuture<KafkaBroker> kafka = CompletableFuture.supplyAsync(() -> kafka(dir.resolve("kafka-broker")));
        try {
            return new Stage(dir, kafka.join(), mqtt.join());
        } catch (CompletionException e) {
            // The other broker ends with this process.
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private static KafkaBroker kafka(Path dir) {
        KafkaBroker broker = KafkaBroker.start(dir);
        broker.createTopic(Topics.CELLS, Topics.CELL_PARTITIONS);
        broker.createTopic(Topics.ROOMS, Topics.ROOM_PARTITIONS);
        return broker;
    }

    /** Writes the configuration for these brokers: {@code dir/weir.yaml}, with its data in {@code dir/data}. */
    Path writeConfig() throws IOException {
        Path file = dir.resolve("weir.yaml");
        new DemoConfig(dir.resolve("data"), mqtt.url(), kafka.bootstrapServers(), 0).write(file);
        return file;
    }

    /** Starts the sensors, which send at once. */
    PlantProcess startPlant(int rate, Duration duration, long seed) throws IOException {
        return PlantProcess.start(
                new PlantOptions(mqtt.url(), kafka.bootstrapServers(), rate, duration, seed),
                dir.resolve("sensors.log"),
                report -> {});
    }

    @Override
    public void close() {
        kafka.close();
        mqtt.close();
    }
}
