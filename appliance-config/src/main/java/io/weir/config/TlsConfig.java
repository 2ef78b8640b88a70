package io.weir.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * TLS of one source. Names files and holds nothing secret; the files may be replaced while the appliance runs.
 *
 * @param caFile PEM: the authorities that the broker's certificate is checked against; absent: those that Java trusts
 * @param certFile PEM: the appliance's own certificate, then those that vouch for it; absent: none is shown
 * @param keyFile PEM: the key of {@code certFile}; present if and only if that is
 * @param keyPasswordFile the password that {@code keyFile} is encrypted with
 * @param verifyHostname whether the broker's certificate must name the host that was connected to
 * @param location of the section, for problems that show later
 */
public record TlsConfig(
        Optional<Path> caFile,
        Optional<Path> certFile,
        Optional<Path> keyFile,
        Optional<Path> keyPasswordFile,
        boolean verifyHostname,
        Location location) {
    public TlsConfig {
        if (certFile.isPresent() != keyFile.isPresent()) {
            throw new IllegalArgumentException("a certificate and its key are given together or not at all");
        }
    }
}
