package io.weir.config.bind;

import io.weir.config.MqttSourceConfig;
import io.weir.config.Secret;
import io.weir.config.yaml.Quote;
import io.weir.config.yaml.YamlNode;
import io.weir.model.ByteSize;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A source of type {@code mqtt}. */
final class MqttSourceBinder {
    static final int DEFAULT_PORT = 1883;

    private static final List<String> KEYS = List.of(
            "type",
            "url",
            "topics",
            "qos",
            "client_id",
            "username",
            "password",
            "password_file",
            "keep_alive",
            "session_expiry",
            "receive_maximum",
            "max_payload");
    private static final List<String> LATER = List.of("tls", "dedupe", "will", "urls", "failover");
    private static final String URL_EXAMPLE = "mqtt://broker.local:1883";
    private static final Pattern URL =
            Pattern.compile("(?:([A-Za-z][A-Za-z0-9+.-]*)://)?([^/?#]*)(/?)(.*)", Pattern.DOTALL);
    private static final Pattern AUTHORITY = Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[^\\[\\]:@]+)(?::([0-9]{1,9}))?");

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
        Optional<URI> url = source.readRequired("url", URL_EXAMPLE, MqttSourceBinder::url);
        Optional<List<String>> topics = source.readRequired(
                "topics",
                "[\"plant/+/press/#\"]",
                it -> Lists.read(it, "[\"plant/+/press/#\"]", false, TopicNames::mqttFilter));
        int qos = source.read("qos", MqttSourceBinder::qos).orElse(1);
        String clientId = source.read("client_id", MqttSourceBinder::clientId).orElse("weir-" + id);
        Optional<String> username = source.text("username", "a user name");
        Optional<Secret> password = password(source);
        Duration keepAlive = seconds(source, "keep_alive", Duration.ofSeconds(60), Duration.ofSeconds(65_535));
        Duration sessionExpiry = seconds(source, "session_expiry", Duration.ofDays(7), Duration.ofDays(36_500));
        int receiveMaximum = source.integer("receive_maximum", 1000, 1, 65_535);
        ByteSize maxPayload = source.size(
                "max_payload",
                ByteSize.ofKiB(SourceBinder.DEFAULT_PAYLOAD_KIB),
                new ByteSize(1),
                ByteSize.ofKiB(SourceBinder.MAX_PAYLOAD_KIB));
        if (source.failed() || url.isEmpty() || topics.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new MqttSourceConfig(
                id,
                url.get(),
                topics.get(),
                qos,
                clientId,
                username,
                password,
                keepAlive,
                sessionExpiry,
                receiveMaximum,
                maxPayload));
    }

    /** Never shows the URL: it may hold a password. */
    private static Optional<URI> url(Element element) {
        Optional<String> text = element.text("the broker's URL, for example " + URL_EXAMPLE);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Matcher matcher = URL.matcher(text.get());
        if (!matcher.matches() || matcher.group(1) == null) {
            return element.problem("has no scheme; expected mqtt://host:port, for example " + URL_EXAMPLE);
        }
        Optional<String> scheme = Optional.of(matcher.group(1));
        switch (scheme.get()) {
            case "mqtt", "tcp" -> {}
            case "mqtts", "ssl", "tls", "ws", "wss" -> {
                return element.problem(Quote.plain(scheme.get())
                        + ":// is not supported by this version; supported: mqtt:// (without encryption: keep it inside a"
                        + " trusted network)");
            }
            default -> {
                return element.problem(
                        "has the scheme " + Quote.of(scheme.get()) + "; expected mqtt, for example " + URL_EXAMPLE);
            }
        }
        if (matcher.group(2).contains("@")) {
            return element.problem("holds a user name; give it with username and password or password_file");
        }
        if (!matcher.group(4).isEmpty() || !AUTHORITY.matcher(matcher.group(2)).matches()) {
            return element.problem(
                    "is not a broker's URL; expected mqtt://host:port and nothing behind it, for example "
                            + URL_EXAMPLE);
        }
        return uri(element, matcher.group(2));
    }

    private static Optional<URI> uri(Element element, String authority) {
        Matcher matcher = AUTHORITY.matcher(authority);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int port = matcher.group(2) == null ? DEFAULT_PORT : Integer.parseInt(matcher.group(2));
        if (port < 1 || port > 65_535) {
            return element.problem("has the port " + port + "; expected 1 to 65535");
        }
        try {
            URI uri = new URI("mqtt", null, matcher.group(1), port, null, null, null).parseServerAuthority();
            return Optional.of(uri);
        } catch (URISyntaxException e) {
            return element.problem("has a host that is no host name (letters, digits, '-' and '.') and no IP address");
        }
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
