package io.weir.config;

import io.weir.model.ByteSize;
import java.time.Duration;
import java.time.Instant;
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
 * @param group the consumer group, and how the appliance is a member of it; absent: every partition in {@code partitions},
 *     or of the topics, is read by this appliance alone
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
        Membership membership,
        List<Integer> partitions,
        Start start,
        ByteSize maxPayload,
        @Override Optional<TlsConfig> tls,
        Optional<SaslConfig> sasl,
        Map<String, String> properties)
        implements SourceConfig {
    /** Where reading begins without a position. */
    public sealed interface Start {
        /** With the oldest message that the broker still has. */
        Start EARLIEST = new Earliest();
        /** With the next message that arrives. */
        Start LATEST = new Latest();

        /** As the configuration writes it. */
        String text();

        /** With the oldest message that the broker still has. */
        record Earliest() implements Start {
            @Override
            public String text() {
                return "earliest";
            }
        }

        /** With the next message that arrives. */
        record Latest() implements Start {
            @Override
            public String text() {
                return "latest";
            }
        }

        /** With the first message whose timestamp at the broker is this or later. */
        record At(Instant time) implements Start {
            @Override
            public String text() {
                return time.toString();
            }
        }

        /** As {@link At}, so long before the moment at which reading begins. */
        record Ago(Duration age) implements Start {
            @Override
            public String text() {
                return "-" + Durations.print(age);
            }
        }
    }

    /** How members of a group share its partitions out. */
    public enum GroupProtocol {
        /** Among themselves, one of them deciding; cooperatively: what stays with its member is not interrupted. */
        CLASSIC,
        /** The broker decides (KIP-848; brokers from 4.0 on). */
        CONSUMER
    }

    /**
     * How the appliance is a member of its group.
     *
     * @param instanceId under which the group knows it across restarts, so that a short one moves no partitions; absent:
     *     each start is a new member
     */
    public record Membership(GroupProtocol protocol, Optional<String> instanceId) {
        /** The classic protocol, a new member at each start. */
        public static final Membership DEFAULT = new Membership(GroupProtocol.CLASSIC, Optional.empty());
    }

    private static final List<String> SECRET_WORDS =
            List.of("password", "passphrase", "secret", "jaas", "token", "credential", "keystore.key", "user.info");

    public KafkaSourceConfig {
        topics = List.copyOf(topics);
        partitions = List.copyOf(partitions);
        properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
    }

    /** Without security, and a member by default. */
    public KafkaSourceConfig(
            String id,
            String bootstrapServers,
            List<String> topics,
            Optional<String> group,
            List<Integer> partitions,
            Start start,
            ByteSize maxPayload,
            Map<String, String> properties) {
        this(
                id,
                bootstrapServers,
                topics,
                group,
                Membership.DEFAULT,
                partitions,
                start,
                maxPayload,
                Optional.empty(),
                Optional.empty(),
                properties);
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
                + group + ", membership=" + membership + ", partitions=" + partitions + ", start=" + start
                + ", maxPayload=" + maxPayload
                + ", tls=" + tls + ", sasl=" + sasl + ", properties=" + properties.keySet() + "]";
    }
}
