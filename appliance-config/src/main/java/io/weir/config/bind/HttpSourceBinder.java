package io.weir.config.bind;

import io.weir.config.HttpSourceConfig;
import io.weir.config.Secret;
import io.weir.model.ByteSize;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A source of type {@code http}. */
final class HttpSourceBinder {
    static final HostPort DEFAULT_LISTEN = new HostPort("127.0.0.1", 8481);

    private static final List<String> KEYS = List.of(
            "type",
            "listen",
            "token",
            "token_file",
            "allow_anonymous",
            "tls",
            "max_payload",
            "max_body",
            "max_connections",
            "idle_timeout",
            "request_timeout");
    private static final List<String> LATER = List.of("users", "cors", "path", "client_ca_file");
    private static final String EXPECTED = "host:port, for example 127.0.0.1:8481";

    private final Path folder;

    HttpSourceBinder(Path folder) {
        this.folder = folder;
    }

    Optional<HttpSourceConfig> bind(String id, Element element) {
        Optional<Section> opened = Section.open(element, KEYS, LATER);
        if (opened.isEmpty()) {
            return Optional.empty();
        }
        Section source = opened.get();
        HostPort listen =
                source.read("listen", it -> HostPort.read(it, EXPECTED)).orElse(DEFAULT_LISTEN);
        Optional<Secret> token = token(source);
        boolean anonymous = source.read("allow_anonymous", Element::bool).orElse(false);
        Optional<HttpSourceConfig.Tls> tls = source.read("tls", this::tls);
        if (!source.failed() && !listen.isLoopback() && token.isEmpty() && !anonymous) {
            source.problem(
                    "listen",
                    "is " + listen + ", which other machines reach, and no token is asked for; add token_file, or"
                            + " allow_anonymous: true where everyone in the network may post");
        }
        ByteSize maxPayload = source.size(
                "max_payload",
                ByteSize.ofKiB(SourceBinder.DEFAULT_PAYLOAD_KIB),
                new ByteSize(1),
                ByteSize.ofKiB(SourceBinder.MAX_PAYLOAD_KIB));
        ByteSize maxBody = source.size("max_body", ByteSize.ofMiB(8), ByteSize.ofKiB(1), ByteSize.ofMiB(32));
        int maxConnections = source.integer("max_connections", 256, 1, 65_535);
        Duration idle =
                source.duration("idle_timeout", Duration.ofSeconds(60), Duration.ofMillis(100), Duration.ofHours(24));
        Duration request = source.duration(
                "request_timeout", Duration.ofSeconds(30), Duration.ofMillis(100), Duration.ofMinutes(10));
        if (source.failed()) {
            return Optional.empty();
        }
        return Optional.of(new HttpSourceConfig(
                id,
                listen.host(),
                listen.port(),
                token,
                anonymous,
                tls,
                maxPayload,
                maxBody,
                maxConnections,
                idle,
                request));
    }

    private Optional<Secret> token(Section source) {
        Optional<Secret> token = source.read(
                "token", it -> it.text("a token, best as ${VARIABLE}").map(Secret::new));
        Optional<Secret> fromFile = source.read("token_file", it -> SecretFile.read(it, folder));
        if (source.has("token") && source.has("token_file")) {
            source.problem("token_file", "token is given too; keep one of them");
        }
        return token.or(() -> fromFile);
    }

    private Optional<HttpSourceConfig.Tls> tls(Element element) {
        return Section.open(element, List.of("cert_file", "key_file"), List.of("ca_file", "client_ca_file"))
                .flatMap(tls -> {
                    Optional<Path> cert = tls.readRequired("cert_file", "box.pem", this::file);
                    Optional<Path> key = tls.readRequired("key_file", "box.key", this::file);
                    return tls.failed() ? Optional.empty() : cert.flatMap(c -> key.map(k -> tlsOf(c, k)));
                });
    }

    private static HttpSourceConfig.Tls tlsOf(Path cert, Path key) {
        return new HttpSourceConfig.Tls(cert, key);
    }

    private Optional<Path> file(Element element) {
        Optional<String> name = element.text("the path of a PEM file");
        if (name.isEmpty()) {
            return Optional.empty();
        }
        try {
            Path file = folder.resolve(name.get()).normalize();
            if (Files.isRegularFile(file) && Files.isReadable(file)) {
                return Optional.of(file);
            }
        } catch (InvalidPathException e) {
            return element.problem("is not a path");
        }
        return element.problem("the file " + element.shown()
                + " does not exist or cannot be read; a relative path is taken from the configuration's folder");
    }
}
