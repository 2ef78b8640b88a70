package io.weir.ingest.kafka;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.common.errors.SaslAuthenticationException;

/** What went wrong at a broker, in one line, and what to do about it where that is known. */
final class KafkaErrors {
    private static final int DEEPEST = 8;

    /**
     * Words of the JDK's messages, in small letters, and what to do; the first that fits counts. From JDK 24 on a reason of
     * ours is preceded by the alert that is sent because of it, which alone is the broker's.
     */
    private static final List<Map.Entry<String, String>> REMEDIES = List.of(
            Map.entry("subject alternative", "the broker's certificate is for another host: check bootstrap_servers"),
            Map.entry("no name matching", "the broker's certificate is for another host: check bootstrap_servers"),
            Map.entry("notafter", "the broker's certificate has expired, or the clock of this machine is wrong"),
            Map.entry("notbefore", "the broker's certificate is not valid yet, or the clock of this machine is wrong"),
            Map.entry(
                    "unable to find valid certification path",
                    "no authority in ca_file of tls vouches for the broker's certificate"),
            Map.entry("path does not chain", "no authority in ca_file of tls vouches for the broker's certificate"),
            Map.entry(
                    "certificate_", "the broker does not accept this appliance's certificate: check cert_file of tls"),
            Map.entry(
                    "bad_certificate",
                    "the broker does not accept this appliance's certificate: check cert_file of tls"));

    private KafkaErrors() {}

    static String describe(Throwable error) {
        StringBuilder text = new StringBuilder();
        String last = "";
        Throwable cause = error;
        for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
            String message = cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
            if (!last.contains(message)) {
                text.append(text.isEmpty() ? "" : ": ").append(message.replace('\n', ' '));
                last = message;
            }
            cause = cause.getCause();
        }
        String remedy = error instanceof SaslAuthenticationException
                ? "check sasl of this source"
                : remedy(text.toString().toLowerCase(Locale.ROOT));
        return remedy.isEmpty() ? text.toString() : text + "; " + remedy;
    }

    private static String remedy(String message) {
        return REMEDIES.stream()
                .filter(it -> message.contains(it.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse("");
    }
}
