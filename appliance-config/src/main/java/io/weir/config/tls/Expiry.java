package io.weir.config.tls;

import io.weir.config.Location;
import io.weir.config.Problem;
import io.weir.config.RegistryConfig;
import io.weir.config.SourceConfig;
import io.weir.config.StreamConfig;
import io.weir.config.TlsConfig;
import io.weir.config.WeirConfig;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What {@code weir check} says about the validity of certificates. Apart from reading the configuration: an appliance whose
 * clock is wrong, or the certificate of one of its sources, must still start for the sake of its other sources.
 */
public final class Expiry {
    /** How long before its end a certificate is warned of. */
    public static final Duration SOON = Duration.ofDays(30);

    private final Instant now;
    private final List<Problem> problems = new ArrayList<>();
    private final List<Problem> warnings = new ArrayList<>();

    private Expiry(Instant now) {
        this.now = now;
    }

    /** Looks at every certificate that a configuration names. */
    public static Expiry of(WeirConfig config, Instant now) {
        Expiry found = new Expiry(now);
        for (SourceConfig source : config.sources().values()) {
            source.tls().ifPresent(tls -> found.look("sources." + source.id() + ".tls.", tls));
        }
        for (StreamConfig stream : config.streams().values()) {
            stream.payload()
                    .format()
                    .registry()
                    .flatMap(RegistryConfig::tls)
                    .ifPresent(tls -> found.look("streams." + stream.id() + ".decode.registry.tls.", tls));
        }
        return found;
    }

    /** Certificates that are not valid now. */
    public List<Problem> problems() {
        return List.copyOf(problems);
    }

    /** Certificates that will not be valid within {@link #SOON}. */
    public List<Problem> warnings() {
        return List.copyOf(warnings);
    }

    private void look(String path, TlsConfig tls) {
        TlsMaterial material;
        try {
            material = TlsFiles.read(tls).parse();
        } catch (TlsException e) {
            problems.add(new Problem(tls.location(), path + e.key(), e.message()));
            return;
        }
        tls.certFile()
                .ifPresent(file -> material.chain().forEach(it -> look(tls.location(), path + "cert_file", file, it)));
        // Old authorities may stand beside new ones: only the last to expire ends anything.
        tls.caFile()
                .ifPresent(file -> material.authorities().stream()
                        .max(Comparator.comparing(X509Certificate::getNotAfter))
                        .ifPresent(it -> look(tls.location(), path + "ca_file", file, it)));
    }

    private void look(Location at, String path, Path file, X509Certificate certificate) {
        Instant begin = certificate.getNotBefore().toInstant();
        Instant end = certificate.getNotAfter().toInstant();
        String what =
                "the certificate of " + certificate.getSubjectX500Principal().getName() + " in " + file;
        if (end.isBefore(now)) {
            problems.add(new Problem(at, path, what + " expired at " + end + "; replace the file"));
        } else if (begin.isAfter(now)) {
            problems.add(new Problem(
                    at, path, what + " is not valid before " + begin + "; check the clock, which says " + now));
        } else if (end.isBefore(now.plus(SOON))) {
            warnings.add(new Problem(
                    at,
                    path,
                    what + " expires in " + Duration.between(now, end).toDays() + " days, at " + end
                            + "; replace the file before, without a restart"));
        }
    }
}
