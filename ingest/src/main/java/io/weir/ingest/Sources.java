package io.weir.ingest;

import io.weir.config.FileSourceConfig;
import io.weir.config.HttpSourceConfig;
import io.weir.config.KafkaSourceConfig;
import io.weir.config.MqttSourceConfig;
import io.weir.config.SourceConfig;
import io.weir.ingest.file.FileSource;
import io.weir.ingest.http.HttpSource;
import io.weir.ingest.kafka.KafkaSource;
import io.weir.ingest.mqtt.MqttSource;
import java.time.Duration;
import java.util.Set;

/** Makes sources of their configuration. */
public final class Sources {
    private Sources() {}

    /**
     * A source that is not started yet.
     *
     * @param streams ids of those that have it among their inputs
     * @param positions where it resumes
     * @param linger how soon after a delivery a tick must follow
     */
    public static Source create(SourceConfig config, Set<String> streams, ResumePositions positions, Duration linger) {
        if (config instanceof MqttSourceConfig mqtt) {
            return new MqttSource(mqtt, linger);
        }
        if (config instanceof HttpSourceConfig http) {
            return new HttpSource(http, streams, linger);
        }
        if (config instanceof FileSourceConfig file) {
            return new FileSource(file, positions, linger);
        }
        return new KafkaSource((KafkaSourceConfig) config, positions, linger);
    }
}
