package io.weir.config.bind;

import io.weir.config.DecodeConfig;
import io.weir.config.DecodeConfig.SchemaOrigin;
import io.weir.config.RegistryConfig;
import io.weir.config.SecretSource;
import io.weir.config.TlsConfig;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Where the schemas of a stream's payloads are from: a file, or a {@code registry}. */
final class SchemaBinder {
    private static final String URL_EXAMPLE = "http://registry.plant:8081";

    private final Path folder;

    /** @param folder from which relative paths are taken */
    SchemaBinder(Path folder) {
        this.folder = folder;
    }

    Optional<DecodeConfig> avro(Section options) {
        return origin(options, "schema_file", "press.avsc").map(DecodeConfig.Avro::new);
    }

    Optional<DecodeConfig> protobuf(Section options) {
        Optional<SchemaOrigin> origin = origin(options, "descriptor_file", "plant.desc");
        Optional<String> message =
                options.text("message", "the full name of a message's type, for example plant.Press");
        boolean inFile = options.has("descriptor_file");
        if (inFile && !options.has("message")) {
            options.problem("message", "is missing; name the type of the messages, for example message: plant.Press");
        } else if (!inFile && options.has("message")) {
            options.problem("message", "belongs to descriptor_file: a registry's messages name their type; remove it");
        }
        Optional<String> rows = options.text("rows", "the name of a repeated field, for example readings");
        return origin.map(it -> new DecodeConfig.Protobuf(it, message, rows));
    }

    Optional<DecodeConfig> json(Section options) {
        if (!options.has("registry")) {
            return Optional.of(new DecodeConfig.Json());
        }
        return options.read("registry", this::registry).map(DecodeConfig.RegisteredJson::new);
    }

    private Optional<SchemaOrigin> origin(Section options, String fileKey, String example) {
        boolean file = options.has(fileKey);
        if (file == options.has("registry")) {
            options.problem(
                    fileKey,
                    file
                            ? "registry is given too; keep one of them"
                            : "is missing; give " + fileKey + ": " + example + ", or registry: { url: " + URL_EXAMPLE
                                    + " } if the messages come with a schema's number");
            return Optional.empty();
        }
        return file
                ? options.read(fileKey, this::file).map(it -> it)
                : options.read("registry", this::registry).map(SchemaOrigin.Registered::new);
    }

    private Optional<SchemaOrigin> file(Element element) {
        Optional<String> name = element.text("the path of a file");
        if (name.isEmpty()) {
            return Optional.empty();
        }
        Path file;
        try {
            file = folder.resolve(name.get()).normalize();
        } catch (InvalidPathException e) {
            return element.problem("is not a path");
        }
        if (!Files.isRegularFile(file)) {
            return element.problem(
                    "the file " + element.shown() + (Files.exists(file) ? " is no file" : " does not exist")
                            + "; a relative path is taken from the configuration's folder");
        }
        return Optional.of(new SchemaOrigin.InFile(file, element.at()));
    }

    private Optional<RegistryConfig> registry(Element element) {
        Optional<Section> opened =
                Section.open(element, List.of("url", "username", "password", "password_file", "tls"), List.of("token"));
        if (opened.isEmpty()) {
            return Optional.empty();
        }
        Section registry = opened.get();
        Optional<URI> url =
                registry.readRequired("url", URL_EXAMPLE, it -> HttpUrls.read(it, "a schema registry", URL_EXAMPLE));
        Optional<RegistryConfig.Credentials> credentials = credentials(registry);
        Optional<TlsConfig> tls = registry.read("tls", it -> TlsBinder.bind(it, folder));
        if (registry.has("tls") && url.isPresent() && "http".equals(url.get().getScheme())) {
            registry.problem("tls", "the registry's URL says http://, which is not encrypted; write https://");
        }
        return registry.failed() ? Optional.empty() : url.map(it -> new RegistryConfig(it, credentials, tls));
    }

    private Optional<RegistryConfig.Credentials> credentials(Section registry) {
        Optional<String> username = registry.text("username", "a user name");
        if (!registry.has("username")) {
            for (String key : List.of("password", "password_file")) {
                if (registry.has(key)) {
                    registry.problem(key, "is of no use without username; give both, or remove it");
                }
            }
            return Optional.empty();
        }
        Optional<SecretSource> password = SecretFile.given(registry, "password", "registry", folder);
        return username.flatMap(it -> password.map(secret -> new RegistryConfig.Credentials(it, secret)));
    }
}
