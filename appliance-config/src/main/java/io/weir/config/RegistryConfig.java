package io.weir.config;

import java.net.URI;
import java.util.Optional;

/**
 * A schema registry that speaks Confluent's protocol.
 *
 * @param url {@code http} or {@code https}, perhaps with a path
 * @param credentials for the registry, if it wants any
 * @param tls the authority of its certificate and the appliance's own; absent: what Java trusts
 */
public record RegistryConfig(URI url, Optional<Credentials> credentials, Optional<TlsConfig> tls) {
    /** A user name and a password, sent by HTTP's basic authentication. */
    public record Credentials(String username, SecretSource password) {}
}
