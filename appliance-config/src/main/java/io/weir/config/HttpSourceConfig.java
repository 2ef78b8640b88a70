package io.weir.config;

import io.weir.model.ByteSize;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * An HTTP endpoint of the appliance's own, which devices and gateways post to.
 *
 * @param host to listen on
 * @param port to listen on; 0 chooses a free one
 * @param token what a request must carry as {@code Authorization: Bearer …}; absent: nothing is asked for
 * @param allowAnonymous whether others than this machine may post without a token
 * @param serverTls the certificate and key to encrypt with; absent: no encryption
 * @param maxPayload larger messages (lines) become dead letters
 * @param maxBody a larger body is refused, before and after decompression
 * @param maxConnections connections beyond are closed at once
 * @param idleTimeout how long a connection may say nothing between two requests
 * @param requestTimeout within which a request must be there as a whole, and within which it is answered after that
 */
public record HttpSourceConfig(
        String id,
        String host,
        int port,
        Optional<Secret> token,
        boolean allowAnonymous,
        Optional<Tls> serverTls,
        ByteSize maxPayload,
        ByteSize maxBody,
        int maxConnections,
        Duration idleTimeout,
        Duration requestTimeout)
        implements SourceConfig {
    /**
     * PEM files, absolute.
     *
     * @param certFile the certificate, and those between it and the root
     * @param keyFile its private key, PKCS #8, not encrypted
     */
    public record Tls(Path certFile, Path keyFile) {}

    @Override
    public String type() {
        return "http";
    }
}
