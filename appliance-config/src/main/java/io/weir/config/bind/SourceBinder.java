package io.weir.config.bind;

import io.weir.config.SourceConfig;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One entry of {@code sources}. */
final class SourceBinder {
    /** A message and the document that it becomes must fit into 1 MiB. */
    static final long MAX_PAYLOAD_KIB = 512;

    static final long DEFAULT_PAYLOAD_KIB = 256;

    private static final List<String> LATER_TYPES = List.of(
            "https", "opcua", "modbus", "coap", "amqp", "nats", "tcp", "udp", "websocket", "serial", "simulator");

    private final Path folder;

    /** @param folder from which relative paths are taken */
    SourceBinder(Path folder) {
        this.folder = folder;
    }

    /** Reads the entry with the keys of its type. */
    private interface Binder {
        Optional<? extends SourceConfig> bind(String id, Element element);
    }

    Optional<SourceConfig> bind(String id, Element element) {
        Map<String, Binder> types = new LinkedHashMap<>();
        types.put("mqtt", new MqttSourceBinder(folder)::bind);
        types.put("kafka", new KafkaSourceBinder(folder)::bind);
        types.put("http", new HttpSourceBinder(folder)::bind);
        types.put("file", new FileSourceBinder(folder)::bind);
        Optional<List<Element.Entry>> entries = element.entries(", for example { type: mqtt, url: …, topics: […] }");
        if (entries.isEmpty()) {
            return Optional.empty();
        }
        for (Element.Entry entry : entries.get()) {
            if (entry.key().equals("type")) {
                return entry.value()
                        .oneOf(types, LATER_TYPES)
                        .flatMap(it -> it.bind(id, element).map(SourceConfig.class::cast));
            }
        }
        new Element(element.node(), element.at(), Element.join(element.path(), "type"), element.problems())
                .problem("is missing; expected one of " + String.join(", ", types.keySet())
                        + ", for example type: mqtt");
        return Optional.empty();
    }
}
