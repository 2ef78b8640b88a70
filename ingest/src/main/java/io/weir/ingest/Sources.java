package io.weir.ingest;

import io.weir.config.KafkaSourceConfig;
import io.weir.config.MqttSourceConfig;
import io.weir.config.SourceConfig;
import io.weir.ingest.kafka.KafkaSource;
import io.weir.ingest.mqtt.MqttSource;
import java.time.Duration;

/** Makes sources of their configuration. */
public final class Sources {
    private Sources() {}

    /**
     * A source that is not started yet.
     *
     * @param positions where it resumes
     * @param linger how soon after a delivery a tick must follow
     */
    public static Source create(SourceConfig config, ResumePositions positions, Duration linger) {
        if (config instanceof MqttSourceConfig mqtt) {
            return new MqttSource(mqtt, linger);
        }
        return new KafkaSource((KafkaSourceConfig) config, positions, linger);
    }
}
