package io.weir.ingest.registry;

import io.weir.ingest.json.JsonMembers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What the registry says of one schema:
 * {@code {"schemaType": "PROTOBUF", "schema": "…", "references": [{"name": …, "subject": …, "version": …}]}}.
 *
 * @param kind {@code AVRO} where the registry says nothing
 */
record RegistryAnswer(String kind, String text, List<Link> references) {
    /** A reference that has not been followed. */
    record Link(String name, String subject, String version) {}

    /** @throws IllegalArgumentException if it is not such an answer; the message completes "the answer …" */
    static RegistryAnswer parse(byte[] body) {
        String json = new String(body, StandardCharsets.UTF_8);
        Map<String, String> members = JsonMembers.read(json);
        String text = members.get("schema");
        if (text == null || text.isEmpty()) {
            throw new IllegalArgumentException("has no schema in it");
        }
        List<Link> links = new ArrayList<>();
        for (Map<String, String> link : JsonMembers.list(json, "references")) {
            links.add(new Link(
                    link.getOrDefault("name", ""),
                    link.getOrDefault("subject", ""),
                    link.getOrDefault("version", "latest")));
        }
        return new RegistryAnswer(members.getOrDefault("schemaType", "AVRO"), text, links);
    }
}
