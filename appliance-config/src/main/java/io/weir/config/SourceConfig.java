package io.weir.config;

import io.weir.model.ByteSize;
import java.util.Optional;

/** Where messages come from. One record per protocol. */
public sealed interface SourceConfig permits MqttSourceConfig, KafkaSourceConfig, HttpSourceConfig, FileSourceConfig {
    /** The id under which the file defines it. */
    String id();

    /** The protocol's name in the configuration: {@code mqtt}, {@code kafka}, {@code http}, {@code file}. */
    String type();

    /** Larger messages become dead letters. */
    ByteSize maxPayload();

    /** How its connections are encrypted; absent: they are not. */
    default Optional<TlsConfig> tls() {
        return Optional.empty();
    }
}
