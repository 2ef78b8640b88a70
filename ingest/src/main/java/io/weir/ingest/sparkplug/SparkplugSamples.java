package io.weir.ingest.sparkplug;

import com.google.protobuf.InvalidProtocolBufferException;
import io.weir.ingest.decode.Topic;
import io.weir.ingest.sparkplug.SparkplugTopic.MessageType;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The metrics of messages by name, for a look at them; aliases are read by the births that were seen. One thread. */
public final class SparkplugSamples {
    private static final int MAX_ALIASES = 1_000_000;

    private final SparkplugReader reader = new SparkplugReader();
    private final Map<String, Map<Long, Definition>> aliases = new HashMap<>();
    private int known;

    /** What a birth says of a metric. */
    private record Definition(String name, int dataType) {}

    /**
     * A metric that a message has.
     *
     * @param value a {@link Long}, {@link Double}, {@link Boolean} or {@link String}; null: none, or one that no field can hold
     */
    public record Metric(String name, @Nullable Object value) {}

    /**
     * The metrics of a message that a stream could read; none of what is neither birth nor data.
     *
     * @throws IllegalArgumentException if it is no message of Sparkplug B, or needs a birth that has not been seen
     */
    public List<Metric> metrics(Topic topic, byte[] payload) {
        SparkplugTopic place = SparkplugTopic.of(topic);
        if (place == null) {
            throw new IllegalArgumentException("the topic \"" + topic.name() + "\" is none of Sparkplug B");
        }
        try {
            return switch (place.type()) {
                case NBIRTH, DBIRTH, NDATA, DDATA -> metrics(place, payload);
                case NDEATH, DDEATH, OTHER -> List.of();
            };
        } catch (InvalidProtocolBufferException | SparkplugReader.TooManyMetricsException e) {
            throw new IllegalArgumentException(String.valueOf(e.getMessage()), e);
        } catch (IOException e) {
            throw new IllegalStateException("reading an array does not fail", e);
        }
    }

    private List<Metric> metrics(SparkplugTopic place, byte[] payload)
            throws IOException, SparkplugReader.TooManyMetricsException {
        reader.payload(payload, 0, payload.length);
        if (reader.isCompressed()) {
            throw new IllegalArgumentException("the payload is compressed, which is not supported");
        }
        if (place.type() == MessageType.NBIRTH) {
            Map<Long, Definition> before = aliases.remove(place.nodeId());
            known -= before == null ? 0 : before.size();
        }
        Map<Long, Definition> names = aliases.computeIfAbsent(place.nodeId(), any -> new HashMap<>());
        List<Metric> metrics = new ArrayList<>();
        for (int i = 0; i < reader.metrics(); i++) {
            reader.metric(i);
            Definition definition = definition(names);
            if (!definition.name().equals(SparkplugDecoder.BIRTH_NUMBER)) {
                metrics.add(new Metric(definition.name(), value(definition.dataType())));
            }
        }
        return metrics;
    }

    private Definition definition(Map<Long, Definition> names) {
        if (!reader.name().isEmpty()) {
            Definition definition = new Definition(reader.name(), reader.dataType);
            if (reader.hasAlias && known < MAX_ALIASES && names.put(reader.alias, definition) == null) {
                known++;
            }
            return definition;
        }
        Definition definition = names.get(reader.alias);
        if (!reader.hasAlias || definition == null) {
            throw new IllegalArgumentException(
                    "aliases need the birth of their edge node, which has not been seen: let it"
                            + " be born while samples are taken");
        }
        return definition;
    }

    private @Nullable Object value(int dataType) {
        return switch (reader.kind) {
            case INT, LONG -> reader.integer(reader.dataType != 0 ? reader.dataType : dataType);
            case REAL -> reader.real;
            case BOOL -> reader.bits != 0;
            case TEXT -> new String(reader.bytes(), reader.textFrom, reader.textLength, StandardCharsets.UTF_8);
            case NULL, OTHER -> null;
        };
    }
}
