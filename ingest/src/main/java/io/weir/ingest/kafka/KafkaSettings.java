package io.weir.ingest.kafka;

import io.weir.config.KafkaSourceConfig;
import io.weir.config.KafkaSourceConfig.GroupProtocol;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.common.serialization.ByteBufferDeserializer;

/** The consumer's settings: what suits an appliance, then what the configuration says, then what must be so. */
final class KafkaSettings {
    private static final int MIN_FETCH_BYTES = 8 << 20;

    private KafkaSettings() {}

    static Properties of(KafkaSourceConfig config, KafkaSecurity security) {
        Properties settings = new Properties();
        settings.put(ConsumerConfig.CLIENT_ID_CONFIG, "weir-" + config.id());
        // Answer at once when there is anything, and hand over much at a time when there is much.
        settings.put(ConsumerConfig.FETCH_MIN_BYTES_CONFIG, 1);
        settings.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 5000);
        settings.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, MIN_FETCH_BYTES);
        settings.put(ConsumerConfig.RECEIVE_BUFFER_CONFIG, 1 << 20);
        // After a power cut the group waits this long for the member that is gone before it gives its partitions back.
        settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, 10_000);
        settings.put(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, 2_000);
        settings.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        settings.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        // Topics and partitions that appear later are found within this.
        settings.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, 10_000);
        settings.put(ConsumerConfig.RECONNECT_BACKOFF_MS_CONFIG, 50);
        settings.put(ConsumerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 5_000);
        settings.put(ConsumerConfig.ENABLE_METRICS_PUSH_CONFIG, false);
        if (config.membership().protocol() == GroupProtocol.CONSUMER) {
            settings.put(ConsumerConfig.GROUP_PROTOCOL_CONFIG, "consumer");
            // With this protocol the broker decides these.
            settings.remove(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG);
            settings.remove(ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG);
        } else {
            settings.put(
                    ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG, CooperativeStickyAssignor.class.getName());
        }
        for (Map.Entry<String, String> property : config.properties().entrySet()) {
            settings.put(property.getKey(), property.getValue());
        }
        settings.put(ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG, config.bootstrapServers());
        config.membership().instanceId().ifPresent(id -> settings.put(ConsumerConfig.GROUP_INSTANCE_ID_CONFIG, id));
        config.group().ifPresent(group -> settings.put(ConsumerConfig.GROUP_ID_CONFIG, group));
        // Positions are the journal's, and what has none is decided here, in the open.
        settings.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        // Views into the fetched buffer: nothing is copied, and no record can make poll() throw.
        settings.put(ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG, ByteBufferDeserializer.class.getName());
        settings.put(ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG, ByteBufferDeserializer.class.getName());
        security.apply(settings);
        return settings;
    }
}
