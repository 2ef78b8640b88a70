package io.weir.demo;

import io.weir.brokers.BrokerException;
import io.weir.brokers.KafkaBroker;
import io.weir.brokers.MqttBroker;
import io.weir.demo.plant.Topics;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/** The brokers of the demo, each a process of its own. Kafka keeps its topics in its directory, for another run there. */
public final class DemoBrokers implements AutoCloseable {
    private final KafkaBroker kafka;
    private final MqttBroker mqtt;

    private DemoBrokers(KafkaBroker kafka, MqttBroker mqtt) {
        this.kafka = kafka;
        this.mqtt = mqtt;
    }

    /**
     * Starts both at once and makes the topics that the plant sends to.
     *
     * @param directory created when it is absent
     * @throws BrokerException when one does not start; then neither runs
     */
    public static DemoBrokers start(Path directory) {
        CompletableFuture<KafkaBroker> kafka =
                CompletableFuture.supplyAsync(() -> startKafka(directory.resolve("kafka")));
        MqttBroker mqtt;
        try {
            mqtt = MqttBroker.start(directory.resolve("mqtt"));
        } catch (BrokerException e) {
            kafka.handle((started, failure) -> started)
                    .thenAccept(DemoBrokers::close)
                    .join();
            throw e;
        }
        try {
            return new DemoBrokers(kafka.join(), mqtt);
        } catch (CompletionException e) {
            mqtt.close();
            throw e.getCause() instanceof BrokerException cause ? cause : e;
        }
    }

    private static KafkaBroker startKafka(Path directory) {
        KafkaBroker kafka = KafkaBroker.start(directory);
        try {
            kafka.ensureTopic(Topics.CELLS, Topics.CELL_PARTITIONS);
            kafka.ensureTopic(Topics.ROOMS, Topics.ROOM_PARTITIONS);
            return kafka;
        } catch (BrokerException e) {
            kafka.close();
            throw e;
        }
    }

    /** {@code mqtt://host:port}. */
    public String mqttUrl() {
        return mqtt.url();
    }

    /** {@code host:port}. */
    public String bootstrapServers() {
        return kafka.bootstrapServers();
    }

    /** Stops both and waits until they are gone. */
    @Override
    public void close() {
        CompletableFuture<Void> stopping = CompletableFuture.runAsync(kafka::close);
        mqtt.close();
        stopping.join();
    }

    private static void close(@Nullable KafkaBroker started) {
        if (started != null) {
            started.close();
        }
    }
}
