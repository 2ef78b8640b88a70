package io.weir.ingest.registry;

import io.weir.config.RegistryConfig;
import io.weir.ingest.registry.SchemaRegistry.UnknownSchemaException;
import io.weir.ingest.tls.WatchedTls;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Requests to a schema registry, one at a time. One thread; may be closed by any. */
final class RegistryClient {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final int MAX_BYTES = 1 << 20;
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;

    private final RegistryConfig config;
    private final String base;
    private final Optional<WatchedTls> tls;

    private volatile @Nullable CompletableFuture<?> asked;
    private volatile boolean closed;

    RegistryClient(String what, RegistryConfig config) {
        this.config = config;
        String url = config.url().toString();
        this.base = url.endsWith("/") ? url.substring(0, url.length() - 1) : url;
        this.tls = config.tls().map(it -> WatchedTls.watch(what, it));
    }

    static String path(RegistryAnswer.Link link) {
        String subject =
                URLEncoder.encode(link.subject(), StandardCharsets.UTF_8).replace("+", "%20");
        return "/subjects/" + subject + "/versions/" + link.version();
    }

    /**
     * What the registry answers.
     *
     * @throws UnknownSchemaException if it says that there is no such thing
     * @throws IOException if it cannot be asked, or answers that it cannot tell; the message says what to do
     */
    byte[] get(String path) throws IOException, UnknownSchemaException {
        HttpResponse<byte[]> response = send(path);
        int status = response.statusCode();
        byte[] body = response.body();
        if (status == OK && body.length > MAX_BYTES) {
            throw new UnknownSchemaException("the schema " + path + " is larger than 1MiB");
        }
        if (status == OK) {
            return body;
        }
        // A proxy's or a wrong path's 404 is no answer of a registry, which gives a code of its own.
        if (status == NOT_FOUND && new String(body, StandardCharsets.UTF_8).contains("error_code")) {
            throw new UnknownSchemaException("the schema registry does not have " + path);
        }
        throw new IOException("the schema registry answered " + path + " with status " + status + remedy(status));
    }

    private static String remedy(int status) {
        return switch (status) {
            case 401, 403 -> "; check username and password of registry";
            case NOT_FOUND -> "; check url of registry";
            default -> "";
        };
    }

    private HttpResponse<byte[]> send(String path) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(TIMEOUT)
                .header("Accept", "application/vnd.schemaregistry.v1+json, application/json");
        if (config.credentials().isPresent()) {
            RegistryConfig.Credentials given = config.credentials().get();
            String both = given.username() + ":" + given.password().read().reveal();
            request.header(
                    "Authorization",
                    "Basic " + Base64.getEncoder().encodeToString(both.getBytes(StandardCharsets.UTF_8)));
        }
        // A new client each time: a schema is asked for once in its life, and TLS files may have changed since.
        HttpClient.Builder client = HttpClient.newBuilder().connectTimeout(TIMEOUT);
        try {
            if (tls.isPresent()) {
                client.sslContext(tls.get().context());
            }
            return await(client.build().sendAsync(request.build(), head -> new CappedBody(MAX_BYTES + 1)));
        } catch (GeneralSecurityException e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    private HttpResponse<byte[]> await(CompletableFuture<HttpResponse<byte[]>> answer) throws IOException {
        asked = answer;
        try {
            if (closed) {
                throw new IOException("closed");
            }
            // The request's own timeout ends with the head of the answer.
            return answer.get(2 * TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        } catch (CancellationException e) {
            throw new IOException("closed", e);
        } catch (ExecutionException e) {
            throw new IOException("the schema registry cannot be asked: " + e.getCause(), e);
        } catch (TimeoutException e) {
            throw new IOException("the schema registry has not answered for " + 2 * TIMEOUT.toSeconds() + " s", e);
        } finally {
            answer.cancel(true);
            asked = null;
        }
    }

    /** Ends a request that is under way. Any thread. */
    void close() {
        closed = true;
        CompletableFuture<?> current = asked;
        if (current != null) {
            current.cancel(true);
        }
        tls.ifPresent(WatchedTls::close);
    }
}
