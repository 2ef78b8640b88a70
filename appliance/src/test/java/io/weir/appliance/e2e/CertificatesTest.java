package io.weir.appliance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.appliance.Appliance;
import io.weir.brokers.LocalCa;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator sees of certificates: {@code weir check} and the metric. No broker is needed for either. */
class CertificatesTest {
    private static final LocalCa CA = LocalCa.create("plant");

    @TempDir
    private Path dir;

    private Path config(Duration left) {
        CA.writeCertificate(dir.resolve("ca.pem"));
        issue(left);
        String source = """
                in:
                  type: kafka
                  bootstrap_servers: 127.0.0.1:1
                  topics: [a]
                  tls: { ca_file: ca.pem, cert_file: box.pem, key_file: box.key }
                """;
        return TestConfig.write(dir, source, "0s", "api: { listen: \"127.0.0.1:0\" }");
    }

    private void issue(Duration left) {
        Instant now = Instant.now();
        LocalCa.Issued box = CA.issue("box", List.of(), "EC", now.minus(Duration.ofDays(9)), now.plus(left));
        box.writeCertificate(dir.resolve("box.pem"));
        box.writeKey(dir.resolve("box.key"));
    }

    private WeirProcess check(Path config) {
        return WeirProcess.complete(dir, "check", "-c", config.toString());
    }

    @Test
    void shouldSayWhatHasExpiredAndWhatSoonWill() {
        WeirProcess good = check(config(Duration.ofDays(300)));
        assertThat(good.err()).isEmpty();
        assertThat(good.exitCode()).isZero();
        assertThat(good.out()).contains("source in: Kafka at 127.0.0.1:1, a, fixed partitions, TLS");

        WeirProcess soon = check(config(Duration.ofDays(10).plusHours(1)));
        assertThat(soon.exitCode()).isZero();
        assertThat(soon.err())
                .contains("warning: ")
                .contains("sources.in.tls.cert_file: the certificate of CN=box in ")
                .contains("box.pem expires in 10 days, at ");

        WeirProcess late = check(config(Duration.ofDays(-1)));
        assertThat(late.exitCode()).isEqualTo(78);
        assertThat(late.out()).isEmpty();
        assertThat(late.err()).contains("box.pem expired at ").contains("1 problem");
    }

    @Test
    void shouldCountTheDaysAndNoticeANewCertificate() throws Exception {
        // Expired: the appliance starts nevertheless, for its other sources' sake.
        Appliance appliance = Appliance.start(TestConfig.read(config(Duration.ofHours(-12))));
        try {
            assertThat(days(appliance)).isBetween(-0.51, -0.49);
            issue(Duration.ofDays(20));
            Await.until(Duration.ofSeconds(30), () -> "days: " + days(appliance), () -> days(appliance) > 0);
            assertThat(days(appliance)).isBetween(19.9, 20.1);
        } finally {
            appliance.stop();
        }
    }

    private static double days(Appliance appliance) {
        try {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:" + appliance.apiPort() + "/metrics"))
                    .build();
            String name = "weir_tls_certificate_expiry_days{source=\"in\"} ";
            return HttpClient.newHttpClient()
                    .send(request, BodyHandlers.ofString())
                    .body()
                    .lines()
                    .filter(line -> line.startsWith(name))
                    .mapToDouble(line -> Double.parseDouble(line.substring(name.length())))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
