package io.weir.config;

import io.weir.model.ByteSize;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A subscription to Kafka topics: as a member of a group, or of fixed partitions.
 *
 * @param bootstrapServers {@code host:port}, comma-separated
 * @param topics names, no patterns
 * @param group the consumer group; absent: every partition in {@code partitions}, or of the topics, is read by this
 *     appliance alone
 * @param partitions with no group: which partitions of each topic are read; empty: all
 * @param start where reading begins in a partition that neither the journal nor the group has a position for
 * @param maxPayload larger messages become dead letters
 * @param properties further settings handed to the client as they are
 */
public record KafkaSourceConfig(
        String id,
        String bootstrapServers,
        List<String> topics,
        Optional<String> group,
        List<Integer> partitions,
        Start start,
        ByteSize maxPayload,
        Map<String, String> properties)
        implements SourceConfig {
    /** Where reading begins without a position. */
    public enum Start {
        /** With the oldest message that the broker still has. */
        EARLIEST,
        /** With the next message that arrives. */
        LATEST
    }

    private static final List<String> SECRET_WORDS =
            List.of("password", "passphrase", "secret", "jaas", "token", "credential", "keystore.key", "user.info");

    public KafkaSourceConfig {
        topics = List.copyOf(topics);
        partitions = List.copyOf(partitions);
        properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
    }

    @Override
    public String type() {
        return "kafka";
    }

    /** Whether the value of a client property may hold a secret, and must not be printed. */
    public static boolean isSecret(String property) {
        String name = property.toLowerCase(Locale.ROOT);
        return SECRET_WORDS.stream().anyMatch(name::contains);
    }

    /** Without the values of properties: some are secrets. */
    @Override
    public String toString() {
        return "KafkaSourceConfig[id=" + id + ", bootstrapServers=" + bootstrapServers + ", topics=" + topics
                + ", group="
                + group + ", partitions=" + partitions + ", start=" + start + ", maxPayload=" + maxPayload
                + ", properties=" + properties.keySet() + "]";
    }
}
