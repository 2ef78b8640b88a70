package io.weir.ingest.kafka;

import io.weir.config.SaslConfig;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import javax.security.auth.callback.Callback;
import javax.security.auth.callback.NameCallback;
import javax.security.auth.callback.PasswordCallback;
import javax.security.auth.callback.UnsupportedCallbackException;
import javax.security.auth.login.AppConfigurationEntry;
import org.apache.kafka.common.security.auth.AuthenticateCallbackHandler;
import org.apache.kafka.common.security.auth.SaslExtensionsCallback;
import org.apache.kafka.common.security.scram.ScramExtensionsCallback;
import org.jspecify.annotations.Nullable;

/** Answers PLAIN and SCRAM with the password as it is when a connection is made. The client makes it by its class. */
public final class KafkaPassword implements AuthenticateCallbackHandler {
    private SaslConfig.@Nullable Password sasl;

    @Override
    public void configure(Map<String, ?> configs, String saslMechanism, List<AppConfigurationEntry> jaasConfigEntries) {
        sasl = (SaslConfig.Password) KafkaSecurity.of(configs).sasl().orElse(null);
    }

    @Override
    public void handle(Callback[] callbacks) throws IOException, UnsupportedCallbackException {
        SaslConfig.Password own = sasl;
        if (own == null) {
            throw new IOException("no user was given");
        }
        for (Callback callback : callbacks) {
            if (callback instanceof NameCallback name) {
                name.setName(own.username());
            } else if (callback instanceof PasswordCallback password) {
                password.setPassword(own.password().read().reveal().toCharArray());
            } else if (!(callback instanceof ScramExtensionsCallback || callback instanceof SaslExtensionsCallback)) {
                throw new UnsupportedCallbackException(callback);
            }
        }
    }

    @Override
    public void close() {}
}
