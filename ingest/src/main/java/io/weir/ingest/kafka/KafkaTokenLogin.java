package io.weir.ingest.kafka;

import io.weir.config.SaslConfig;
import io.weir.config.SecretSource;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.common.security.auth.AuthenticateCallbackHandler;
import org.apache.kafka.common.security.auth.SaslExtensionsCallback;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerTokenCallback;
import org.jspecify.annotations.Nullable;

/**
 * Gives the client a token when it starts, and another before that expires: the client asks at four fifths of its
 * lifetime. The client makes it by its class.
 */
public final class KafkaTokenLogin implements AuthenticateCallbackHandler {
    /** A file's token that does not say when it expires is read again within this. */
    private static final Duration OPAQUE_LIFETIME = Duration.ofMinutes(5);

    private @Nullable KafkaSecurity security;

    @Override
    public void configure(Map<String, ?> configs, String saslMechanism, List<AppConfigurationEntry> jaasConfigEntries) {
        security = KafkaSecurity.of(configs);
    }

    @Override
    public void handle(Callback[] callbacks) throws IOException, UnsupportedCallbackException {
        for (Callback callback : callbacks) {
            if (callback instanceof OAuthBearerTokenCallback wanted) {
                wanted.token(token());
            } else if (!(callback instanceof SaslExtensionsCallback)) {
                throw new UnsupportedCallbackException(callback);
            }
        }
    }

    private BearerToken token() throws IOException {
        KafkaSecurity own = security;
        if (own == null) {
            throw new IOException("no token was given");
        }
        try {
            BearerToken token = token(own);
            own.tokenProblem("");
            return token;
        } catch (IOException e) {
            own.tokenProblem(String.valueOf(e.getMessage()));
            throw e;
        }
    }

    private static BearerToken token(KafkaSecurity security) throws IOException {
        SaslConfig sasl = security.sasl().orElseThrow();
        if (sasl instanceof SaslConfig.TokenEndpoint endpoint) {
            return TokenEndpoint.fetch(endpoint, security.tls().orElse(null));
        }
        SecretSource.InFile file = ((SaslConfig.TokenFile) sasl).file();
        try {
            return BearerToken.of(
                    file.read().reveal().strip(), System.currentTimeMillis() + OPAQUE_LIFETIME.toMillis());
        } catch (NoSuchFileException e) {
            throw new IOException("the token file " + file.file() + " does not exist", e);
        } catch (IllegalArgumentException e) {
            throw new IOException("the token file " + file.file() + " " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {}
}
