package io.weir.ingest.mqtt;

import io.weir.config.MqttSourceConfig;
import io.weir.model.ByteSize;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Configurations of MQTT sources for tests. */
final class MqttConfigs {
    private MqttConfigs() {}

    static MqttSourceConfig of(String url, int qos, int receiveMaximum) {
        return new MqttSourceConfig(
                "plant",
                URI.create(url),
                List.of("plant/#"),
                qos,
                "weir-plant",
                Optional.empty(),
                Optional.empty(),
                Duration.ofSeconds(30),
                Duration.ofHours(1),
                receiveMaximum,
                ByteSize.ofKiB(64));
    }
}
