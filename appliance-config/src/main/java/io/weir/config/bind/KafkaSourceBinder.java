package io.weir.config.bind;

import io.weir.config.KafkaSourceConfig;
import io.weir.config.KafkaSourceConfig.Start;
import io.weir.config.yaml.Quote;
import io.weir.config.yaml.YamlNode;
import io.weir.model.ByteSize;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A source of type {@code kafka}. */
final class KafkaSourceBinder {
    private static final List<String> KEYS =
            List.of("type", "bootstrap_servers", "topics", "group", "partitions", "start", "max_payload", "properties");
    private static final List<String> LATER = List.of("tls", "sasl", "topic_pattern", "schema_registry");
    private static final String SERVERS_EXAMPLE = "kafka-1:9092,kafka-2:9092";
    private static final Pattern SERVER = Pattern.compile("(?:\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._-]+):([0-9]{1,5})");
    private static final Pattern PROPERTY = Pattern.compile("[a-z][A-Za-z0-9._-]*");

    /** Client settings that Weir sets itself, and why. */
    private static final Map<String, String> OWNED = Map.ofEntries(
            Map.entry("bootstrap.servers", "use the key bootstrap_servers"),
            Map.entry("group.id", "use the key group"),
            Map.entry("auto.offset.reset", "use the key start"),
            Map.entry("enable.auto.commit", "offsets are committed only when their rows are durable in the journal"),
            Map.entry(
                    "auto.commit.interval.ms", "offsets are committed only when their rows are durable in the journal"),
            Map.entry("key.deserializer", "messages are read as bytes; the stream's decode reads them"),
            Map.entry("value.deserializer", "messages are read as bytes; the stream's decode reads them"));

    private static final String PROTOCOL = "group.protocol";
    /** What the broker decides when the group speaks the protocol of Kafka 4. */
    private static final List<String> OF_CLASSIC =
            List.of("session.timeout.ms", "heartbeat.interval.ms", "partition.assignment.strategy");

    private KafkaSourceBinder() {}

    static Optional<KafkaSourceConfig> bind(String id, Element element) {
        Optional<Section> opened = Section.open(element, KEYS, LATER);
        if (opened.isEmpty()) {
            return Optional.empty();
        }
        Section source = opened.get();
        Optional<String> servers =
                source.readRequired("bootstrap_servers", SERVERS_EXAMPLE, KafkaSourceBinder::servers);
        Optional<List<String>> topics = source.readRequired(
                "topics", "[cell-readings]", it -> Lists.read(it, "[cell-readings]", false, TopicNames::kafka));
        Optional<String> group = source.text("group", "the name of a consumer group, for example weir-line-4");
        Optional<List<Integer>> partitions =
                source.read("partitions", it -> Lists.read(it, "[0, 1]", false, item -> item.integer(0, 1_000_000)));
        if (source.has("group") && source.has("partitions")) {
            source.problem(
                    "partitions", "group is given too; with a group the broker assigns partitions: keep one of them");
        }
        Map<String, Start> starts = new LinkedHashMap<>();
        starts.put("earliest", Start.EARLIEST);
        starts.put("latest", Start.LATEST);
        Start start = source.read("start", it -> it.oneOf(starts, List.of("timestamp", "offset")))
                .orElse(Start.EARLIEST);
        ByteSize maxPayload = source.size(
                "max_payload",
                ByteSize.ofKiB(SourceBinder.DEFAULT_PAYLOAD_KIB),
                new ByteSize(1),
                ByteSize.ofKiB(SourceBinder.MAX_PAYLOAD_KIB));
        Map<String, String> properties =
                source.read("properties", KafkaSourceBinder::properties).orElse(Map.of());
        if (source.failed() || servers.isEmpty() || topics.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new KafkaSourceConfig(
                id, servers.get(), topics.get(), group, partitions.orElse(List.of()), start, maxPayload, properties));
    }

    private static Optional<String> servers(Element element) {
        Optional<String> text = element.text("host:port, for example " + SERVERS_EXAMPLE);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        List<String> servers = new ArrayList<>();
        for (String part : text.get().split(",", -1)) {
            String server = part.strip();
            Matcher matcher = SERVER.matcher(server);
            int port = matcher.matches() ? Integer.parseInt(matcher.group(1)) : 0;
            if (port < 1 || port > 65_535) {
                return element.problem("is " + element.shown()
                        + "; expected host:port, separated by commas, for example " + SERVERS_EXAMPLE);
            }
            servers.add(server);
        }
        return Optional.of(String.join(",", servers));
    }

    private static Optional<Map<String, String>> properties(Element element) {
        Optional<List<Element.Entry>> entries = element.entries(", for example { fetch.min.bytes: 1024 }");
        if (entries.isEmpty()) {
            return Optional.empty();
        }
        Map<String, String> properties = new LinkedHashMap<>();
        boolean good = true;
        for (Element.Entry entry : entries.get()) {
            Optional<String> value = property(entry);
            value.ifPresent(it -> properties.put(entry.key(), it));
            good &= value.isPresent();
        }
        for (Element.Entry entry : entries.get()) {
            good &= fitsProtocol(entry, properties.getOrDefault(PROTOCOL, "classic"));
        }
        return good ? Optional.of(properties) : Optional.empty();
    }

    private static boolean fitsProtocol(Element.Entry entry, String protocol) {
        Element value = entry.value();
        if (entry.key().equals(PROTOCOL) && !protocol.equals("classic") && !protocol.equals("consumer")) {
            value.problem("is " + value.shown() + "; expected classic or consumer");
            return false;
        }
        if (protocol.equals("consumer") && OF_CLASSIC.contains(entry.key())) {
            Element key = new Element(value.node(), entry.keyLocation(), value.path(), value.problems());
            key.problem("'" + entry.key() + "' is decided by the broker with " + PROTOCOL + ": consumer; remove it");
            return false;
        }
        return true;
    }

    private static Optional<String> property(Element.Entry entry) {
        Element value = entry.value();
        Element key = new Element(value.node(), entry.keyLocation(), value.path(), value.problems());
        String reason = OWNED.get(entry.key());
        if (reason != null) {
            return key.problem("'" + entry.key() + "' is set by Weir: " + reason);
        }
        if (!PROPERTY.matcher(entry.key()).matches()) {
            return key.problem(
                    Quote.of(entry.key()) + " is not a client property; expected a name such as fetch.min.bytes");
        }
        return value.scalar("a single value").map(YamlNode.Scalar::text);
    }
}
