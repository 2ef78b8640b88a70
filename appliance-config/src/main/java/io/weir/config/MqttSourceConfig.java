package io.weir.config;

import io.weir.model.ByteSize;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A subscription to an MQTT 5 broker.
 *
 * @param url {@code mqtt://host:port}
 * @param topics topic filters, with wildcards
 * @param qos 0 or 1
 * @param clientId the session's name at the broker; must be unique there; default {@code weir-<id>}
 * @param username for the broker, if it wants one
 * @param password for the broker, if it wants one
 * @param keepAlive how often the connection is proved alive
 * @param sessionExpiry how long the broker keeps the session, and messages for it, while the appliance is away
 * @param receiveMaximum how many QoS 1 messages the broker may have in flight, 1 to 65,535
 * @param maxPayload larger messages become dead letters
 */
public record MqttSourceConfig(
        String id,
        URI url,
        List<String> topics,
        int qos,
        String clientId,
        Optional<String> username,
        Optional<Secret> password,
        Duration keepAlive,
        Duration sessionExpiry,
        int receiveMaximum,
        ByteSize maxPayload)
        implements SourceConfig {
    public MqttSourceConfig {
        topics = List.copyOf(topics);
        if (qos < 0 || qos > 1) {
            throw new IllegalArgumentException("qos must be 0 or 1: " + qos);
        }
        if (receiveMaximum < 1 || receiveMaximum > 65_535) {
            throw new IllegalArgumentException("receiveMaximum must be 1 to 65535: " + receiveMaximum);
        }
    }

    @Override
    public String type() {
        return "mqtt";
    }
}
