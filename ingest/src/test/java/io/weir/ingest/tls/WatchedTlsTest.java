package io.weir.ingest.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.brokers.LocalCa;
import io.weir.config.Location;
import io.weir.config.TlsConfig;
import io.weir.ingest.Await;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Against a TLS server on loopback that tells who connected. */
@Timeout(60)
class WatchedTlsTest {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final LocalCa CA = LocalCa.create("plant");

    @TempDir
    private Path folder;

    private WatchedTls tls;
    private Server server;

    /** Accepts one connection after another; says nothing but its handshake. */
    private static final class Server implements AutoCloseable {
        private final SSLServerSocket socket;
        private final LinkedBlockingQueue<String> clients = new LinkedBlockingQueue<>();

        Server(LocalCa.Issued own) throws Exception {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(null, null);
            keys.setKeyEntry("own", own.key(), new char[0], new X509Certificate[] {own.certificate()});
            keys.setCertificateEntry("ca", CA.certificate());
            KeyManagerFactory keyManagers = KeyManagerFactory.getInstance("PKIX");
            keyManagers.init(keys, new char[0]);
            TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
            trust.init(keys);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keyManagers.getKeyManagers(), trust.getTrustManagers(), null);
            socket = (SSLServerSocket)
                    context.getServerSocketFactory().createServerSocket(0, 8, InetAddress.getLoopbackAddress());
            socket.setNeedClientAuth(true);
            Thread thread = new Thread(this::serve, "tls-server");
            thread.setDaemon(true);
            thread.start();
        }

        private void serve() {
            while (!socket.isClosed()) {
                try (SSLSocket client = (SSLSocket) socket.accept()) {
                    client.startHandshake();
                    clients.add(client.getSession().getPeerPrincipal().getName());
                    client.getOutputStream().write(1);
                } catch (IOException e) {
                    clients.add("refused");
                }
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @BeforeEach
    void start() throws Exception {
        CA.writeCertificate(folder.resolve("ca.pem"));
        write(CA.issue("first", List.of()));
        server = new Server(CA.issue("broker", List.of("localhost")));
    }

    @AfterEach
    void stop() throws Exception {
        server.close();
        if (tls != null) {
            tls.close();
        }
    }

    private void write(LocalCa.Issued own) {
        own.writeCertificate(folder.resolve("box.pem"));
        own.writeKey(folder.resolve("box.key"));
    }

    private WatchedTls watch(boolean verifyHostname) {
        tls = WatchedTls.watch(
                "plant",
                new TlsConfig(
                        Optional.of(folder.resolve("ca.pem")),
                        Optional.of(folder.resolve("box.pem")),
                        Optional.of(folder.resolve("box.key")),
                        Optional.empty(),
                        verifyHostname,
                        new Location(folder, 1, 1)));
        return tls;
    }

    /** Who the server says that we are. */
    private String connect(String host) throws Exception {
        try (Socket socket = tls.socketFactory().createSocket(host, server.socket.getLocalPort())) {
            ((SSLSocket) socket).startHandshake();
            assertThat(socket.getInputStream().read()).isEqualTo(1);
        }
        return server.clients.poll(10, TimeUnit.SECONDS);
    }

    @Test
    void shouldUseNewFilesForTheVeryNextConnection() throws Exception {
        watch(true);
        assertThat(connect("localhost")).isEqualTo("CN=first");
        write(CA.issue("second", List.of()));
        assertThat(connect("localhost")).isEqualTo("CN=second");
        assertThat(tls.loads()).isEqualTo(2);
        assertThat(connect("localhost")).isEqualTo("CN=second");
        assertThat(tls.loads()).isEqualTo(2);
    }

    @Test
    void shouldNoticeNewFilesWithoutAConnection() {
        watch(true);
        Instant expiry = tls.expiry().orElseThrow();
        Instant now = Instant.now();
        write(CA.issue("second", List.of(), "RSA", now, now.plus(Duration.ofDays(5))));
        Await.until(LIMIT, () -> "loads: " + tls.loads(), () -> tls.loads() == 2);
        assertThat(tls.expiry().orElseThrow())
                .isBefore(expiry)
                .isBetween(now.plus(Duration.ofDays(4)), now.plus(Duration.ofDays(6)));
    }

    @Test
    void shouldKeepTheLastGoodFilesAndSayWhatIsWrongWithTheNewOnes() throws Exception {
        watch(true);
        LocalCa.Issued second = CA.issue("second", List.of());
        // Half of a rotation: the certificate is there, its key is not yet.
        second.writeCertificate(folder.resolve("box.pem"));
        Await.until(LIMIT, () -> "no problem is seen", () -> !tls.problem().isEmpty());
        assertThat(tls.problem()).contains("box.key is not the key of the first certificate in cert_file");
        assertThat(connect("localhost")).isEqualTo("CN=first");
        Files.delete(folder.resolve("box.pem"));
        assertThat(connect("localhost")).isEqualTo("CN=first");
        assertThat(tls.problem()).contains("box.pem does not exist");
        write(second);
        assertThat(connect("localhost")).isEqualTo("CN=second");
        assertThat(tls.problem()).isEmpty();
    }

    @Test
    void shouldWorkOnceFilesThatWereNeverGoodAreReplaced() throws Exception {
        Files.writeString(folder.resolve("box.key"), "nothing");
        watch(true);
        assertThatThrownBy(() -> tls.context())
                .isInstanceOf(GeneralSecurityException.class)
                .hasMessageContaining("box.key is not PEM");
        assertThat(tls.expiry()).isEmpty();
        write(CA.issue("first", List.of()));
        assertThat(connect("localhost")).isEqualTo("CN=first");
    }

    @Test
    void shouldRefuseAServerWhoseCertificateIsForAnotherHost() throws Exception {
        watch(true);
        assertThatThrownBy(() -> connect("127.0.0.1"))
                .isInstanceOf(SSLException.class)
                .hasMessageContaining("subject alternative names");
        assertThat(server.clients.poll(10, TimeUnit.SECONDS)).isEqualTo("refused");
        tls.close();
        watch(false);
        assertThat(connect("127.0.0.1")).isEqualTo("CN=first");
    }

    @Test
    void shouldRefuseAServerOfAnotherAuthority() {
        LocalCa.create("other").writeCertificate(folder.resolve("ca.pem"));
        watch(true);
        assertThatThrownBy(() -> connect("localhost")).isInstanceOf(SSLException.class);
    }
}
