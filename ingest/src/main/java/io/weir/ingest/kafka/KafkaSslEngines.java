package io.weir.ingest.kafka;

import io.weir.ingest.tls.WatchedTls;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Map;
import java.util.Set;
import javax.net.ssl.SSLEngine;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.security.auth.SslEngineFactory;
import org.jspecify.annotations.Nullable;

/** Gives the client an engine made of the files as they are at that moment. The client makes it by its class. */
public final class KafkaSslEngines implements SslEngineFactory {
    private @Nullable WatchedTls tls;

    @Override
    public void configure(Map<String, ?> configs) {
        tls = KafkaSecurity.of(configs).tls().orElse(null);
    }

    @Override
    public SSLEngine createClientSslEngine(String peerHost, int peerPort, String endpointIdentification) {
        WatchedTls watched = tls;
        if (watched == null) {
            throw new KafkaException("no TLS files were given");
        }
        try {
            return watched.engine(peerHost, peerPort);
        } catch (GeneralSecurityException e) {
            throw new SslAuthenticationException(String.valueOf(e.getMessage()), e);
        }
    }

    @Override
    public SSLEngine createServerSslEngine(String peerHost, int peerPort) {
        throw new UnsupportedOperationException("this is a client");
    }

    /** Never: each engine is new already. */
    @Override
    public boolean shouldBeRebuilt(Map<String, Object> nextConfigs) {
        return false;
    }

    @Override
    public Set<String> reconfigurableConfigs() {
        return Set.of();
    }

    @Override
    public @Nullable KeyStore keystore() {
        return null;
    }

    @Override
    public @Nullable KeyStore truststore() {
        return null;
    }

    /** The source closes what it watches. */
    @Override
    public void close() {}
}
