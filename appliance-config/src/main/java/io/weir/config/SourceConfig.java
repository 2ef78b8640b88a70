package io.weir.config;

import java.util.List;
import java.util.Optional;

/** Where messages come from. One record per protocol. */
public sealed interface SourceConfig permits MqttSourceConfig, KafkaSourceConfig {
    /** The id under which the file defines it. */
    String id();

    /** The protocol's name in the configuration: {@code mqtt}, {@code kafka}. */
    String type();

    /** What it subscribes to, at least one. */
    List<String> topics();

    /** How its connections are encrypted; absent: they are not. */
    default Optional<TlsConfig> tls() {
        return Optional.empty();
    }
}
