package io.weir.config.bind;

import io.weir.config.Durations;
import io.weir.config.KafkaSourceConfig;
import io.weir.config.KafkaSourceConfig.GroupProtocol;
import io.weir.config.KafkaSourceConfig.Membership;
import io.weir.config.KafkaSourceConfig.Start;
import io.weir.config.SaslConfig;
import io.weir.config.Suggest;
import io.weir.config.TlsConfig;
import io.weir.config.yaml.Quote;
import io.weir.config.yaml.YamlNode;
import io.weir.model.ByteSize;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A source of type {@code kafka}. */
final class KafkaSourceBinder {
    private static final List<String> KEYS = List.of(
            "type",
            "bootstrap_servers",
            "topics",
            "group",
            "group_protocol",
            "group_instance_id",
            "partitions",
            "start",
            "max_payload",
            "tls",
            "sasl",
            "properties");
    private static final List<String> LATER = List.of("topic_pattern", "schema_registry");
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
            Map.entry("value.deserializer", "messages are read as bytes; the stream's decode reads them"),
            Map.entry("group.protocol", "use the key group_protocol"),
            Map.entry("group.instance.id", "use the key group_instance_id"));
    /** What the broker decides when the group speaks the protocol of Kafka 4. */
    private static final Set<String> OF_CLASSIC =
            Set.of("session.timeout.ms", "heartbeat.interval.ms", "partition.assignment.strategy");

    private final Path folder;

    /** @param folder from which relative paths are taken */
    KafkaSourceBinder(Path folder) {
        this.folder = folder;
    }

    Optional<KafkaSourceConfig> bind(String id, Element element) {
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
        Membership membership = membership(source);
        Start start = source.read("start", KafkaSourceBinder::start).orElse(Start.EARLIEST);
        ByteSize maxPayload = source.size(
                "max_payload",
                ByteSize.ofKiB(SourceBinder.DEFAULT_PAYLOAD_KIB),
                new ByteSize(1),
                ByteSize.ofKiB(SourceBinder.MAX_PAYLOAD_KIB));
        Map<String, String> properties =
                source.read("properties", KafkaSourceBinder::properties).orElse(Map.of());
        Optional<TlsConfig> tls = source.read("tls", it -> TlsBinder.bind(it, folder));
        Optional<SaslConfig> sasl = source.read("sasl", new SaslBinder(folder)::bind);
        checkSecurity(source, properties);
        if (membership.protocol() == GroupProtocol.CONSUMER) {
            properties.keySet().stream()
                    .filter(OF_CLASSIC::contains)
                    .forEach(name -> source.problem(
                            "properties",
                            "'" + name + "' is decided by the broker with group_protocol: consumer; remove it"));
        }
        if (source.failed() || servers.isEmpty() || topics.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new KafkaSourceConfig(
                id,
                servers.get(),
                topics.get(),
                group,
                membership,
                partitions.orElse(List.of()),
                start,
                maxPayload,
                tls,
                sasl,
                properties));
    }

    private static Membership membership(Section source) {
        Map<String, GroupProtocol> protocols = new LinkedHashMap<>();
        protocols.put("classic", GroupProtocol.CLASSIC);
        protocols.put("consumer", GroupProtocol.CONSUMER);
        GroupProtocol protocol = source.read("group_protocol", it -> it.oneOf(protocols, List.of("share", "streams")))
                .orElse(GroupProtocol.CLASSIC);
        Optional<String> instance =
                source.text("group_instance_id", "a name that no other member of the group has, for example box-7");
        for (String key : List.of("group_protocol", "group_instance_id")) {
            if (source.has(key) && !source.has("group")) {
                source.problem(key, "there is no group that it could apply to; give group too, or remove it");
            }
        }
        return new Membership(protocol, instance);
    }

    /** {@code earliest}, {@code latest}, a time, or how long ago. */
    private static Optional<Start> start(Element element) {
        String expected = "earliest, latest, a time such as 2026-11-22T10:00:00Z, or how long ago, such as -2h";
        Optional<String> text = element.text(expected);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        switch (text.get()) {
            case "earliest" -> {
                return Optional.of(Start.EARLIEST);
            }
            case "latest" -> {
                return Optional.of(Start.LATEST);
            }
            default -> {}
        }
        if (text.get().startsWith("-")) {
            Optional<Duration> age = Durations.parse(text.get().substring(1));
            if (age.isPresent()) {
                return Optional.of(new Start.Ago(age.get()));
            }
        }
        try {
            Instant time = OffsetDateTime.parse(text.get()).toInstant();
            if (!time.isBefore(Instant.EPOCH)) {
                return Optional.of(new Start.At(time));
            }
        } catch (DateTimeException e) {
            // Said below.
        }
        String hint = element.isLiteral() ? Suggest.hint(text.get(), List.of("earliest", "latest")) : "";
        return element.problem("is " + element.shown() + "; expected " + expected + hint);
    }

    /** The keys {@code tls} and {@code sasl} decide alone, where they are given. */
    private static void checkSecurity(Section source, Map<String, String> properties) {
        for (String name : properties.keySet()) {
            boolean protocol = name.equals("security.protocol") && (source.has("tls") || source.has("sasl"));
            boolean tls = name.startsWith("ssl.") && source.has("tls");
            boolean sasl = name.startsWith("sasl.") && source.has("sasl");
            if (protocol || tls || sasl) {
                source.problem(
                        "properties", "'" + name + "' is set by Weir where tls or sasl is given; remove it, or them");
            }
        }
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
        return good ? Optional.of(properties) : Optional.empty();
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
