package io.weir.config.bind;

import io.weir.config.DecodeConfig;
import io.weir.config.FileSourceConfig;
import io.weir.config.HttpSourceConfig;
import io.weir.config.JoinConfig;
import io.weir.config.KafkaSourceConfig;
import io.weir.config.Location;
import io.weir.config.MqttSourceConfig;
import io.weir.config.PipelineConfig;
import io.weir.config.SourceConfig;
import io.weir.config.StreamConfig;
import io.weir.config.yaml.YamlNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rules between the parts of a file. */
final class CrossChecks {
    private CrossChecks() {}

    /** Streams and pipelines share one space of names with the journals that always exist. */
    static void names(Section root, Problems problems) {
        Map<String, Location> streams = new HashMap<>();
        for (String kind : List.of("streams", "pipelines")) {
            for (YamlNode.Entry entry : ConfigBinder.children(root.get(kind).map(Element::node))) {
                String id = entry.key();
                String path = Element.join(kind, id);
                if (Names.RESERVED_IDS.contains(id)) {
                    problems.add(entry.location(), path, "'" + id + "' is the name of a journal; choose another id");
                    root.fail();
                } else if (kind.equals("streams")) {
                    streams.put(id, entry.location());
                } else if (streams.containsKey(id)) {
                    int line = streams.getOrDefault(id, entry.location()).line();
                    problems.add(
                            entry.location(),
                            path,
                            "a stream has this id too (line " + line
                                    + "); streams and pipelines share their names: choose another id");
                    root.fail();
                }
            }
        }
    }

    /** Pipelines that read one another's results must come from a stream. */
    static void rounds(Section root, Map<String, PipelineConfig> pipelines, Problems problems) {
        Set<String> streams = new HashSet<>();
        ConfigBinder.children(root.get("streams").map(Element::node)).forEach(entry -> streams.add(entry.key()));
        for (YamlNode.Entry entry : ConfigBinder.children(root.get("pipelines").map(Element::node))) {
            Set<String> seen = new LinkedHashSet<>();
            PipelineConfig next = pipelines.get(entry.key());
            while (next != null && seen.add(next.id())) {
                next = streams.contains(next.input()) ? null : pipelines.get(next.input());
            }
            if (next != null && next.id().equals(entry.key())) {
                problems.add(
                        entry.location(),
                        Element.join("pipelines", entry.key()) + ".input",
                        "leads back to itself: " + String.join(" reads ", seen) + " reads " + entry.key()
                                + "; one of them must read a stream");
                root.fail();
            }
        }
    }

    /** What is joined stands in one journal, whose order decides. */
    static void joins(
            Section root, Map<String, PipelineConfig> pipelines, Map<String, StreamConfig> streams, Problems problems) {
        for (YamlNode.Entry entry : ConfigBinder.children(root.get("pipelines").map(Element::node))) {
            PipelineConfig pipeline = pipelines.get(entry.key());
            StreamConfig input = pipeline == null ? null : streams.get(pipeline.input());
            if (pipeline == null || input == null) {
                continue;
            }
            for (JoinConfig join : pipeline.joins()) {
                StreamConfig other = streams.get(join.stream());
                if (other != null && !other.journal().equals(input.journal())) {
                    problems.add(
                            entry.location(),
                            Element.join("pipelines", pipeline.id()) + ".join." + join.alias(),
                            "joins '" + other.id() + "' of journal " + other.journal() + " to '" + input.id()
                                    + "' of journal " + input.journal()
                                    + "; what came first is known only within a journal: give both the same");
                    root.fail();
                }
            }
        }
    }

    /** Not every source can carry what a stream reads. */
    static void inputs(
            Section root, Map<String, SourceConfig> sources, Map<String, StreamConfig> streams, Problems problems) {
        for (YamlNode.Entry entry : ConfigBinder.children(root.get("streams").map(Element::node))) {
            StreamConfig stream = streams.get(entry.key());
            if (stream == null) {
                continue;
            }
            for (String input : stream.inputs()) {
                input(stream, sources.get(input)).ifPresent(problem -> {
                    problems.add(entry.location(), Element.join("streams", stream.id()), problem);
                    root.fail();
                });
            }
        }
    }

    private static Optional<String> input(StreamConfig stream, @Nullable SourceConfig source) {
        if (source == null) {
            return Optional.empty();
        }
        String lacks = lacksProperties(source);
        if (stream.readsProperties() && !lacks.isEmpty()) {
            return Optional.of("reads a property, but its source '" + source.id() + "' is " + lacks
                    + ", which has none; only MQTT 5 and Kafka messages have properties");
        }
        boolean takesText = source instanceof HttpSourceConfig || source instanceof FileSourceConfig;
        DecodeConfig format = stream.payload().format();
        if (format instanceof DecodeConfig.SparkplugB && source instanceof MqttSourceConfig mqtt && isShared(mqtt)) {
            return Optional.of("decodes sparkplug_b, but its source '" + source.id()
                    + "' has a shared subscription, whose members each see only a part of the births and numbers;"
                    + " subscribe without $share");
        }
        if (format instanceof DecodeConfig.SparkplugB && !(source instanceof MqttSourceConfig)) {
            return Optional.of("decodes sparkplug_b, but its source '" + source.id() + "' is of type " + source.type()
                    + "; Sparkplug needs MQTT, over which edge nodes are asked for their births");
        }
        boolean plainJson = format instanceof DecodeConfig.Json
                && stream.payload().envelope().isEmpty();
        if (source instanceof FileSourceConfig file && file.readsParquet() && !plainJson) {
            return Optional.of("reads Parquet files of source '" + source.id()
                    + "', whose rows come as JSON objects; use decode: json, without decompress");
        }
        if (source instanceof FileSourceConfig file && file.readsYaml() && !plainJson) {
            return Optional.of("reads YAML files of source '" + source.id()
                    + "', whose items come as JSON; use decode: json, without decompress");
        }
        if (takesText && format.isBinary()) {
            return Optional.of("decodes " + format.type() + ", which is binary, but its source '" + source.id()
                    + "' is of type " + source.type() + ", which takes text; binary messages come over MQTT or Kafka");
        }
        return Optional.empty();
    }

    private static boolean isShared(MqttSourceConfig source) {
        return source.topics().stream().anyMatch(topic -> topic.startsWith("$share/"));
    }

    private static String lacksProperties(SourceConfig source) {
        if (source instanceof MqttSourceConfig mqtt) {
            return mqtt.version() == MqttSourceConfig.Version.V5 ? "" : "MQTT 3.1.1";
        }
        return source instanceof KafkaSourceConfig ? "" : "of type " + source.type();
    }

    /** A broker ends the older of two connections with one client id. */
    static void clientIds(Section root, Map<String, SourceConfig> sources, Problems problems) {
        Map<String, String> seen = new HashMap<>();
        for (YamlNode.Entry entry : ConfigBinder.children(root.get("sources").map(Element::node))) {
            if (sources.get(entry.key()) instanceof MqttSourceConfig mqtt) {
                String other = seen.putIfAbsent(mqtt.urls() + " " + mqtt.clientId(), mqtt.id());
                if (other != null) {
                    problems.add(
                            entry.location(),
                            Element.join("sources", mqtt.id()) + ".client_id",
                            "is that of source '" + other + "' at the same broker, which would end one connection for"
                                    + " the other; choose another client_id");
                    root.fail();
                }
            }
        }
    }
}
