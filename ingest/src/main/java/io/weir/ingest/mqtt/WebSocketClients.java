package io.weir.ingest.mqtt;

import io.weir.ingest.tls.WatchedTls;
import java.io.IOException;
import java.net.http.HttpClient;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP client with which a source opens its WebSockets. It is kept, because the threads of one that is thrown away live
 * until the garbage collector finds it; new TLS files make a new one. Thread-safe.
 */
final class WebSocketClients {
    private final Optional<WatchedTls> tls;
    private @Nullable HttpClient client;
    private @Nullable SSLContext context;

    /** @param tls present if connections are to be encrypted */
    WebSocketClients(Optional<WatchedTls> tls) {
        this.tls = tls;
    }

    /**
     * The client for a connection that is made now. It checks the name of the host unless the TLS settings say otherwise.
     *
     * @throws IOException if the TLS files have never been usable
     */
    synchronized HttpClient current() throws IOException {
        SSLContext now = null;
        if (tls.isPresent()) {
            try {
                now = tls.get().context();
            } catch (GeneralSecurityException e) {
                throw new IOException(e.getMessage(), e);
            }
        }
        HttpClient current = client;
        if (current == null || now != context) {
            HttpClient.Builder builder = HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .proxy(HttpClient.Builder.NO_PROXY);
            if (now != null) {
                builder.sslContext(now);
            }
            current = builder.build();
            client = current;
            context = now;
        }
        return current;
    }
}
