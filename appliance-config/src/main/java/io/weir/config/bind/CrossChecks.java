package io.weir.config.bind;

import io.weir.config.Location;
import io.weir.config.MqttSourceConfig;
import io.weir.config.SourceConfig;
import io.weir.config.yaml.YamlNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

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
