package io.weir.config;

import java.net.URI;
import java.util.Optional;

/** How a source proves to a Kafka broker who it is. */
public sealed interface SaslConfig {
    /** The mechanism as the configuration names it: {@code scram_sha_512}. */
    String mechanism();

    /** A user name and a password. */
    record Password(Method method, String username, SecretSource password) implements SaslConfig {
        @Override
        public String mechanism() {
            return method.word;
        }
    }

    /** How a password is proved. */
    enum Method {
        /** It is sent as it is: only inside TLS or a trusted network. */
        PLAIN("plain", "PLAIN"),
        SCRAM_SHA_256("scram_sha_256", "SCRAM-SHA-256"),
        SCRAM_SHA_512("scram_sha_512", "SCRAM-SHA-512");

        private final String word;
        private final String protocolName;

        Method(String word, String protocolName) {
            this.word = word;
            this.protocolName = protocolName;
        }

        /** As the configuration names it. */
        public String word() {
            return word;
        }

        /** As the protocol names it. */
        public String protocolName() {
            return protocolName;
        }
    }

    /** A token (RFC 6750). */
    sealed interface Token extends SaslConfig {
        @Override
        default String mechanism() {
            return "oauthbearer";
        }
    }

    /** Something else puts the token into a file, and a new one there in time. */
    record TokenFile(SecretSource.InFile file) implements Token {}

    /**
     * The token is fetched with the appliance's own credentials (RFC 6749, section 4.4).
     *
     * @param url of the token endpoint, {@code https} or {@code http}
     * @param scope what the token is asked for
     */
    record TokenEndpoint(URI url, String clientId, SecretSource clientSecret, Optional<String> scope)
            implements Token {}
}
