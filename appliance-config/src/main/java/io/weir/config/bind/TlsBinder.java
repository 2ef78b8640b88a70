package io.weir.config.bind;

import io.weir.config.TlsConfig;
import io.weir.config.tls.TlsException;
import io.weir.config.tls.TlsFiles;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A section {@code tls}. The files must be there and hold what they should; whether their certificates are valid now is
 * not asked here.
 */
final class TlsBinder {
    private static final List<String> KEYS =
            List.of("ca_file", "cert_file", "key_file", "key_password_file", "verify_hostname");

    private TlsBinder() {}

    /** @param folder from which relative paths are taken */
    static Optional<TlsConfig> bind(Element element, Path folder) {
        // "tls:" alone is TLS with the authorities that Java trusts.
        Optional<Section> opened = Section.open(element, KEYS, List.of());
        if (opened.isEmpty()) {
            return Optional.empty();
        }
        Section tls = opened.get();
        Optional<Path> ca = tls.read("ca_file", it -> path(it, folder));
        Optional<Path> cert = tls.read("cert_file", it -> path(it, folder));
        Optional<Path> key = tls.read("key_file", it -> path(it, folder));
        Optional<Path> password = tls.read("key_password_file", it -> path(it, folder));
        boolean verify = tls.read("verify_hostname", Element::bool).orElse(true);
        if (tls.has("cert_file") != tls.has("key_file")) {
            String missing = tls.has("cert_file") ? "key_file" : "cert_file";
            tls.problem(missing, "is missing; a certificate and its key are given together: cert_file and key_file");
        }
        if (tls.has("key_password_file") && !tls.has("key_file")) {
            tls.problem("key_password_file", "there is no key_file that it could belong to; remove it");
        }
        if (tls.failed()) {
            return Optional.empty();
        }
        TlsConfig config = new TlsConfig(ca, cert, key, password, verify, element.at());
        return readable(config, tls) ? Optional.of(config) : Optional.empty();
    }

    private static Optional<Path> path(Element element, Path folder) {
        try {
            return element.text("the path of a PEM file")
                    .map(it -> folder.resolve(it).normalize());
        } catch (InvalidPathException e) {
            return element.problem("is not a path");
        }
    }

    private static boolean readable(TlsConfig config, Section tls) {
        List<TlsException> problems = new ArrayList<>();
        try {
            TlsFiles.read(config).parse(problems);
        } catch (TlsException e) {
            problems.add(e);
        }
        for (TlsException problem : problems) {
            String shown = tls.get(problem.key()).map(Element::shown).orElse("");
            tls.problem(problem.key(), "the file " + shown + " " + problem.problem());
        }
        return problems.isEmpty();
    }
}
