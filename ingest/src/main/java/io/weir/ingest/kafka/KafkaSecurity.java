package io.weir.ingest.kafka;

import io.weir.config.KafkaSourceConfig;
import io.weir.config.SaslConfig;
import io.weir.ingest.tls.WatchedTls;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.SaslConfigs;
import org.apache.kafka.common.config.SslConfigs;

/**
 * TLS and SASL of one source. Certificates, passwords and tokens are handed to the client as objects that read their files
 * when a connection needs them, so that a file may be replaced without a new consumer. Thread-safe.
 */
final class KafkaSecurity {
    /** A setting that only our own classes know: the object of this class. */
    static final String SETTING = "weir.security";

    private static final String MODULES = "org.apache.kafka.common.security.";
    private static final AtomicLong NUMBER = new AtomicLong();

    private final Optional<WatchedTls> tls;
    private final Optional<SaslConfig> sasl;
    /** Why there is no token; empty if there is one. The client does not pass it on. */
    private volatile String tokenProblem = "";

    KafkaSecurity(KafkaSourceConfig config) {
        this.tls = config.tls().map(it -> WatchedTls.watch(config.id(), it));
        this.sasl = config.sasl();
    }

    /** What the client was configured with. */
    static KafkaSecurity of(Map<String, ?> configs) {
        if (configs.get(SETTING) instanceof KafkaSecurity security) {
            return security;
        }
        throw new KafkaException(SETTING + " is not set");
    }

    Optional<WatchedTls> tls() {
        return tls;
    }

    Optional<SaslConfig> sasl() {
        return sasl;
    }

    void tokenProblem(String problem) {
        tokenProblem = problem;
    }

    /** What went wrong, in one line. */
    String describe(Throwable error) {
        String problem = tokenProblem;
        return problem.isEmpty() ? KafkaErrors.describe(error) : problem;
    }

    void close() {
        tls.ifPresent(WatchedTls::close);
    }

    void apply(Map<Object, Object> settings) {
        if (tls.isEmpty() && sasl.isEmpty()) {
            return;
        }
        String protocol = (sasl.isPresent() ? "SASL_" : "") + (tls.isPresent() ? "SSL" : "PLAINTEXT");
        settings.put(CommonClientConfigs.SECURITY_PROTOCOL_CONFIG, protocol);
        settings.put(SETTING, this);
        if (tls.isPresent()) {
            settings.put(SslConfigs.SSL_ENGINE_FACTORY_CLASS_CONFIG, KafkaSslEngines.class);
        }
        sasl.ifPresent(it -> apply(it, settings));
    }

    private static void apply(SaslConfig sasl, Map<Object, Object> settings) {
        String module;
        if (sasl instanceof SaslConfig.Password password) {
            settings.put(SaslConfigs.SASL_MECHANISM, password.method().protocolName());
            settings.put(SaslConfigs.SASL_CLIENT_CALLBACK_HANDLER_CLASS, KafkaPassword.class);
            module = password.method() == SaslConfig.Method.PLAIN ? "plain.PlainLoginModule" : "scram.ScramLoginModule";
        } else {
            settings.put(SaslConfigs.SASL_MECHANISM, "OAUTHBEARER");
            settings.put(SaslConfigs.SASL_LOGIN_CALLBACK_HANDLER_CLASS, KafkaTokenLogin.class);
            module = "oauthbearer.OAuthBearerLoginModule";
        }
        // The client shares logins between consumers whose JAAS lines are the same: ours must not be.
        settings.put(
                SaslConfigs.SASL_JAAS_CONFIG,
                MODULES + module + " required weir=\"" + NUMBER.incrementAndGet() + "\";");
    }
}
