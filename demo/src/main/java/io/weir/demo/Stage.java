package io.weir.demo;

import io.weir.demo.plant.PlantOptions;
import io.weir.demo.plant.PlantProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What stands around the appliance in the demo: two brokers and the sensors, each a process that ends with this one. */
final class Stage implements AutoCloseable {
    /** Names of {@code demo.yaml} that are worth a {@code weir replay}. */
    static final List<String> NAMES_TO_TRY = List.of("press", "press_1s", "cells_2s");

    private final Path dir;
    private final DemoBrokers brokers;

    private Stage(Path dir, DemoBrokers brokers) {
        this.dir = dir;
        this.brokers = brokers;
    }

    /** Starts both brokers at once, with their data and logs below {@code dir}. */
    static Stage start(Path dir) {
        return new Stage(dir, DemoBrokers.start(dir.resolve("brokers")));
    }

    /** Writes the configuration for these brokers: {@code dir/weir.yaml}, with its data in {@code dir/data}. */
    Path writeConfig() throws IOException {
        Path file = dir.resolve("weir.yaml");
        new DemoConfig(dir.resolve("data"), brokers.mqttUrl(), brokers.bootstrapServers(), 0).write(file);
        return file;
    }

    /** Starts the sensors, which send at once. */
    PlantProcess startPlant(int rate, Duration duration, long seed) throws IOException {
        return PlantProcess.start(
                new PlantOptions(brokers.mqttUrl(), brokers.bootstrapServers(), rate, duration, seed),
                dir.resolve("sensors.log"),
                report -> {});
    }

    @Override
    public void close() {
        brokers.close();
    }
}
