package io.weir.config.bind;

import io.weir.config.SaslConfig;
import io.weir.config.SaslConfig.Method;
import io.weir.config.SecretSource;
import java.net.URI;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A section {@code sasl}. */
final class SaslBinder {
    private static final List<String> PASSWORD_KEYS = List.of("mechanism", "username", "password", "password_file");
    private static final List<String> TOKEN_KEYS = List.of(
            "mechanism", "token_file", "token_url", "client_id", "client_secret", "client_secret_file", "scope");
    private static final List<String> LATER_MECHANISMS = List.of("gssapi", "kerberos", "aws_msk_iam");
    private static final String MECHANISMS = "scram_sha_512";
    private static final String URL_EXAMPLE = "https://login.plant/oauth2/token";

    private final Path folder;

    /** @param folder from which relative paths are taken */
    SaslBinder(Path folder) {
        this.folder = folder;
    }

    /** Reads the section with the keys of its mechanism. */
    private interface Binder {
        Optional<? extends SaslConfig> bind(Element element);
    }

    Optional<SaslConfig> bind(Element element) {
        Map<String, Binder> mechanisms = new LinkedHashMap<>();
        for (Method method : Method.values()) {
            mechanisms.put(method.word(), it -> password(method, it));
        }
        mechanisms.put("oauthbearer", this::token);
        Optional<List<Element.Entry>> entries =
                element.entries(", for example { mechanism: scram_sha_512, username: …, password_file: … }");
        if (entries.isEmpty()) {
            return Optional.empty();
        }
        for (Element.Entry entry : entries.get()) {
            if (entry.key().equals("mechanism")) {
                return entry.value()
                        .oneOf(mechanisms, LATER_MECHANISMS)
                        .flatMap(it -> it.bind(element).map(SaslConfig.class::cast));
            }
        }
        new Element(element.node(), element.at(), Element.join(element.path(), "mechanism"), element.problems())
                .problem("is missing; expected one of " + String.join(", ", mechanisms.keySet())
                        + ", for example mechanism: " + MECHANISMS);
        return Optional.empty();
    }

    private Optional<SaslConfig.Password> password(Method method, Element element) {
        Optional<Section> opened = Section.open(element, PASSWORD_KEYS, List.of());
        if (opened.isEmpty()) {
            return Optional.empty();
        }
        Section sasl = opened.get();
        Optional<String> username = sasl.readRequired("username", "weir", it -> it.text("a user name"));
        Optional<SecretSource> password = secret(sasl, "password");
        return sasl.failed() || password.isEmpty()
                ? Optional.empty()
                : username.map(it -> new SaslConfig.Password(method, it, password.get()));
    }

    private Optional<? extends SaslConfig.Token> token(Element element) {
        Optional<Section> opened = Section.open(element, TOKEN_KEYS, List.of());
        if (opened.isEmpty()) {
            return Optional.empty();
        }
        Section sasl = opened.get();
        if (sasl.has("token_file") == sasl.has("token_url")) {
            sasl.problem(
                    "token_url",
                    sasl.has("token_url")
                            ? "token_file is given too; keep one of them"
                            : "is missing; give token_url, or token_file if something else fetches the token");
            return Optional.empty();
        }
        if (sasl.has("token_file")) {
            for (String key : TOKEN_KEYS.subList(3, TOKEN_KEYS.size())) {
                if (sasl.has(key)) {
                    sasl.problem(key, "belongs to token_url, and token_file is given; remove it");
                }
            }
            Optional<SecretSource.InFile> file = sasl.read("token_file", it -> SecretFile.source(it, folder));
            return sasl.failed() ? Optional.empty() : file.map(SaslConfig.TokenFile::new);
        }
        Optional<URI> url = sasl.read("token_url", SaslBinder::url);
        Optional<String> client = sasl.readRequired("client_id", "weir", it -> it.text("the appliance's client id"));
        Optional<SecretSource> secret = secret(sasl, "client_secret");
        Optional<String> scope = sasl.text("scope", "what the token is asked for, for example kafka");
        if (sasl.failed() || url.isEmpty() || client.isEmpty() || secret.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new SaslConfig.TokenEndpoint(url.get(), client.get(), secret.get(), scope));
    }

    private Optional<SecretSource> secret(Section section, String key) {
        return SecretFile.given(section, key, "kafka", folder);
    }

    private static Optional<URI> url(Element element) {
        return HttpUrls.read(element, "a token endpoint", URL_EXAMPLE);
    }
}
