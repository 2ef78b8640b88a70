package io.weir.config;

import io.weir.model.ByteSize;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A subscription to an MQTT broker.
 *
 * @param urls {@code mqtt://host:port} or {@code ws://host:port/path} (over WebSockets), encrypted {@code mqtts} and
 *     {@code wss}, always with a port; the first that can be reached is used, and after a loss the one behind it is tried
 *     next
 * @param version of the protocol
 * @param topics topic filters, with wildcards
 * @param qos 0 or 1
 * @param clientId the session's name at the broker; must be unique there; default {@code weir-<id>}
 * @param username for the broker, if it wants one
 * @param password for the broker, if it wants one
 * @param tls present if and only if the URLs are {@code mqtts} or {@code wss}
 * @param will what the broker publishes when the appliance is gone without a word
 * @param keepAlive how often the connection is proved alive
 * @param sessionExpiry how long the broker keeps the session, and messages for it, while the appliance is away; MQTT 5
 * @param receiveMaximum how many QoS 1 messages the broker may have in flight, 1 to 65,535; MQTT 5
 * @param maxPayload larger messages become dead letters
 */
public record MqttSourceConfig(
        String id,
        List<URI> urls,
        Version version,
        List<String> topics,
        int qos,
        String clientId,
        Optional<String> username,
        Optional<Secret> password,
        Optional<TlsConfig> tls,
        Optional<Will> will,
        Duration keepAlive,
        Duration sessionExpiry,
        int receiveMaximum,
        ByteSize maxPayload)
        implements SourceConfig {
    /** A version of the protocol. */
    public enum Version {
        V5("5"),
        V3_1_1("3.1.1");

        private final String number;

        Version(String number) {
            this.number = number;
        }

        /** As the configuration writes it. */
        public String number() {
            return number;
        }
    }

    /** A last message. */
    public record Will(String topic, String payload, int qos, boolean retain) {}

    public MqttSourceConfig {
        urls = List.copyOf(urls);
        topics = List.copyOf(topics);
        if (urls.isEmpty()) {
            throw new IllegalArgumentException("a source needs a broker");
        }
        if (qos < 0 || qos > 1) {
            throw new IllegalArgumentException("qos must be 0 or 1: " + qos);
        }
        if (receiveMaximum < 1 || receiveMaximum > 65_535) {
            throw new IllegalArgumentException("receiveMaximum must be 1 to 65535: " + receiveMaximum);
        }
    }

    /** One broker, MQTT 5, not encrypted. */
    public MqttSourceConfig(
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
            ByteSize maxPayload) {
        this(
                id,
                List.of(url),
                Version.V5,
                topics,
                qos,
                clientId,
                username,
                password,
                Optional.empty(),
                Optional.empty(),
                keepAlive,
                sessionExpiry,
                receiveMaximum,
                maxPayload);
    }

    @Override
    public String type() {
        return "mqtt";
    }
}
