package io.weir.config.bind;

import io.weir.config.Location;
import io.weir.config.yaml.YamlNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Rules between the parts of a file. */
final class CrossChecks {
    private CrossChecks() {}

    /** Streams and pipelines share one space of names with the journals that always exist. */
    static void run(Section root, Problems problems) {
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
}
