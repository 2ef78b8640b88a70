package io.weir.brokers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A further port of a Kafka broker, with TLS or SASL or both.
 *
 * @param name capital letters; unique among the listeners of a broker
 * @param tls how connections are encrypted; absent: they are not
 * @param sasl how clients prove who they are; absent: not by SASL
 */
public record KafkaListener(String name, Optional<Tls> tls, Optional<Sasl> sasl) {
    /**
     * The broker's side of TLS. The files are read at each start of the broker.
     *
     * @param keyStore PEM: the key, then its certificate
     * @param trustStore PEM: the authorities of clients
     * @param clientAuth whether clients must show a certificate
     */
    public record Tls(Path keyStore, Path trustStore, boolean clientAuth) {}

    /**
     * The broker's side of SASL.
     *
     * @param mechanisms {@code PLAIN}, {@code SCRAM-SHA-256}, {@code SCRAM-SHA-512}; or {@code OAUTHBEARER} alone, with
     *     unsigned tokens
     * @param users their passwords by name, for every mechanism but the last
     */
    public record Sasl(List<String> mechanisms, Map<String, String> users) {
        public Sasl {
            mechanisms = List.copyOf(mechanisms);
            users = Map.copyOf(users);
        }
    }

    /** TLS alone. */
    public static KafkaListener tls(String name, Tls tls) {
        return new KafkaListener(name, Optional.of(tls), Optional.empty());
    }

    /** SASL without encryption. */
    public static KafkaListener sasl(String name, Sasl sasl) {
        return new KafkaListener(name, Optional.empty(), Optional.of(sasl));
    }

    String protocol() {
        if (sasl.isPresent()) {
            return tls.isPresent() ? "SASL_SSL" : "SASL_PLAINTEXT";
        }
        return tls.isPresent() ? "SSL" : "PLAINTEXT";
    }

    /** Its lines of the broker's properties. */
    String properties() {
        String prefix = "listener.name." + name.toLowerCase(Locale.ROOT) + ".";
        Map<String, String> lines = new LinkedHashMap<>();
        tls.ifPresent(it -> {
            lines.put("ssl.keystore.type", "PEM");
            lines.put("ssl.keystore.location", it.keyStore().toString());
            lines.put("ssl.truststore.type", "PEM");
            lines.put("ssl.truststore.location", it.trustStore().toString());
            lines.put("ssl.client.auth", it.clientAuth() ? "required" : "none");
        });
        sasl.ifPresent(it -> {
            lines.put("sasl.enabled.mechanisms", String.join(",", it.mechanisms()));
            for (String mechanism : it.mechanisms()) {
                lines.put(mechanism.toLowerCase(Locale.ROOT) + ".sasl.jaas.config", jaas(mechanism, it.users()));
            }
        });
        return lines.entrySet().stream()
                .map(line -> prefix + line.getKey() + "=" + line.getValue().replace("\\", "\\\\") + "\n")
                .collect(Collectors.joining());
    }

    private static String jaas(String mechanism, Map<String, String> users) {
        String module = "org.apache.kafka.common.security.";
        if (mechanism.equals("PLAIN")) {
            String options = users.entrySet().stream()
                    .map(user -> " user_" + user.getKey() + "=\"" + user.getValue() + "\"")
                    .collect(Collectors.joining());
            return module + "plain.PlainLoginModule required" + options + ";";
        }
        if (mechanism.equals("OAUTHBEARER")) {
            return module + "oauthbearer.OAuthBearerLoginModule required unsecuredLoginStringClaim_sub=\"broker\";";
        }
        return module + "scram.ScramLoginModule required;";
    }

    /** What the storage must be formatted with so that the users exist. */
    static List<String> scramArguments(List<KafkaListener> listeners) {
        List<String> arguments = new ArrayList<>();
        for (KafkaListener listener : listeners) {
            listener.sasl().ifPresent(sasl -> {
                for (String mechanism : sasl.mechanisms()) {
                    if (mechanism.startsWith("SCRAM-")) {
                        sasl.users()
                                .forEach((user, password) -> arguments.add(
                                        "--add-scram=" + mechanism + "=[name=" + user + ",password=" + password + "]"));
                    }
                }
            });
        }
        return arguments;
    }
}
