package io.weir.config.bind;

import io.weir.config.MqttSourceConfig;
import io.weir.config.MqttSourceConfig.Version;
import io.weir.config.MqttSourceConfig.Will;
import io.weir.config.Secret;
import io.weir.config.TlsConfig;
import io.weir.config.yaml.YamlNode;
import io.weir.model.ByteSize;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A source of type {@code mqtt}. */
final class MqttSourceBinder {
    private static final List<String> KEYS = List.of(
            "type",
            "url",
            "urls",
            "version",
            "topics",
            "qos",
            "client_id",
            "username",
            "password",
            "password_file",
            "tls",
            "will",
            "keep_alive",
            "session_expiry",
            "receive_maximum",
            "max_payload");
    private static final List<String> LATER = List.of("dedupe", "failover");
    private final Path folder;

    MqttSourceBinder(Path folder) {
        this.folder = folder;
    }

    Optional<MqttSourceConfig> bind(String id, Element element) {
        Optional<Section> opened = Section.open(element, KEYS, LATER);
        if (opened.isEmpty()) {
            return Optional.empty();
        }
        Section source = opened.get();
        List<URI> urls = MqttUrls.read(source);
        Version version = version(source);
        Optional<List<String>> topics = source.readRequired(
                "topics",
                "[\"plant/+/press/#\"]",
                it -> Lists.read(it, "[\"plant/+/press/#\"]", false, TopicNames::mqttFilter));
        int qos = source.read("qos", MqttSourceBinder::qos).orElse(1);
        String clientId = source.read("client_id", MqttSourceBinder::clientId).orElse("weir-" + id);
        Optional<String> username = source.text("username", "a user name");
        Optional<Secret> password = password(source);
        Optional<TlsConfig> tls = tls(source, urls, element);
        Optional<Will> will = source.read("will", MqttSourceBinder::will);
        Duration keepAlive = seconds(source, "keep_alive", Duration.ofSeconds(60), Duration.ofSeconds(65_535));
        Duration sessionExpiry = seconds(source, "session_expiry", Duration.ofDays(7), Duration.ofDays(36_500));
        int receiveMaximum = source.integer("receive_maximum", 1000, 1, 65_535);
        ByteSize maxPayload = source.size(
                "max_payload",
                ByteSize.ofKiB(SourceBinder.DEFAULT_PAYLOAD_KIB),
                new ByteSize(1),
                ByteSize.ofKiB(SourceBinder.MAX_PAYLOAD_KIB));
        if (source.failed() || urls.isEmpty() || topics.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new MqttSourceConfig(
                id,
                urls,
                version,
                topics.get(),
                qos,
                clientId,
                username,
                password,
                tls,
                will,
                keepAlive,
                sessionExpiry,
                receiveMaximum,
                maxPayload));
    }

    /** TLS is asked for by the URL, and described by {@code tls}; without that, Java's authorities are trusted. */
    private Optional<TlsConfig> tls(Section source, List<URI> urls, Element element) {
        Optional<TlsConfig> tls = source.read("tls", it -> TlsBinder.bind(it, folder));
        if (urls.isEmpty()) {
            return tls;
        }
        if (!MqttUrls.isEncrypted(urls)) {
            if (source.has("tls")) {
                source.problem(
                        "tls", "the broker's URL is of a connection without encryption; write mqtts:// or wss://");
            }
            return Optional.empty();
        }
        Optional<Path> none = Optional.empty();
        return tls.or(() -> Optional.of(new TlsConfig(none, none, none, none, true, element.at())));
    }

    private static Version version(Section source) {
        Map<String, Version> versions = new LinkedHashMap<>();
        for (Version version : Version.values()) {
            versions.put(version.number(), version);
        }
        Version version =
                source.read("version", it -> it.oneOf(versions, List.of())).orElse(Version.V5);
        if (version == Version.V3_1_1) {
            for (String key : List.of("session_expiry", "receive_maximum")) {
                if (source.has(key)) {
                    source.problem(key, "is a setting of MQTT 5 and has no effect with version 3.1.1; remove it");
                }
            }
        }
        return version;
    }

    private static Optional<Will> will(Element element) {
        Optional<Section> opened = Section.open(element, List.of("topic", "payload", "qos", "retain"), List.of());
        if (opened.isEmpty()) {
            return Optional.empty();
        }
        Section will = opened.get();
        Optional<String> topic = will.readRequired("topic", "boxes/line-4/state", it -> it.text("a topic"));
        if (topic.isPresent() && (topic.get().contains("#") || topic.get().contains("+"))) {
            will.problem("topic", "has a wildcard; expected one topic, for example boxes/line-4/state");
        }
        String payload = will.text("payload", "a text, for example gone").orElse("");
        int qos = will.integer("qos", 0, 0, 1);
        Map<String, Boolean> truth = new LinkedHashMap<>();
        truth.put("true", true);
        truth.put("false", false);
        boolean retain = will.read("retain", it -> it.oneOf(truth, List.of())).orElse(false);
        return will.failed() || topic.isEmpty()
                ? Optional.empty()
                : Optional.of(new Will(topic.get(), payload, qos, retain));
    }

    private static Optional<Integer> qos(Element element) {
        if (element.node() instanceof YamlNode.Scalar scalar && scalar.text().equals("2")) {
            return element.problem(
                    "2 is not supported: the client acknowledges QoS 2 before the journal is durable; use 1");
        }
        return element.integer(0, 1);
    }

    private static Optional<String> clientId(Element element) {
        Optional<String> text = element.text("a name that is unique at the broker, for example weir-line-4");
        if (text.isPresent()
                && (text.get().indexOf('\0') >= 0 || text.get().getBytes(StandardCharsets.UTF_8).length > 65_535)) {
            return element.problem("is longer than 65535 bytes or contains U+0000; choose a shorter name");
        }
        return text;
    }

    private Optional<Secret> password(Section source) {
        Optional<Secret> password = source.read(
                "password", it -> it.text("a password, best as ${VARIABLE}").map(Secret::new));
        Optional<Secret> fromFile = source.read("password_file", it -> SecretFile.read(it, folder));
        if (source.has("password") && source.has("password_file")) {
            source.problem("password_file", "password is given too; keep one of them");
        }
        return password.or(() -> fromFile);
    }

    /** MQTT counts these in whole seconds. */
    private static Duration seconds(Section source, String key, Duration fallback, Duration max) {
        Duration value = source.duration(key, fallback, Duration.ofSeconds(1), max);
        if (!value.equals(Duration.ofSeconds(value.toSeconds()))) {
            source.problem(key, "must be whole seconds, for example " + Math.max(1, value.toSeconds()) + "s");
        }
        return value;
    }
}
