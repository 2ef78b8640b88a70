package io.weir.appliance.serve;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.weir.config.ApiConfig;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.resources.LoopResources;

/**
 * Serves {@code GET /health} (JSON; 503 when it has failed, otherwise 200) and {@code GET /metrics} (Prometheus text). A connection that says
 * nothing for ten seconds is closed, as is every connection after a minute (so that none can be held open by a trickle
 * of bytes) and every one beyond the limit.
 */
public final class HttpApi {
    private static final Logger LOG = LoggerFactory.getLogger(HttpApi.class);
    private static final Duration SILENCE_LIMIT = Duration.ofSeconds(10);
    private static final Duration LIFETIME_LIMIT = Duration.ofMinutes(1);
    private static final int MAX_CONNECTIONS = 64;

    private final LoopResources loops;
    private final DisposableServer server;

    private HttpApi(LoopResources loops, DisposableServer server) {
        this.loops = loops;
        this.server = server;
    }

    /**
     * Binds and serves until {@link #stop}.
     *
     * @param metrics in Prometheus text format; called on an I/O thread, must not block
     * @throws ApiException if the address cannot be bound
     */
    public static HttpApi start(ApiConfig config, Supplier<Health> health, Supplier<String> metrics) {
        LoopResources loops = LoopResources.create("api", 1, true);
        Semaphore connections = new Semaphore(MAX_CONNECTIONS);
        try {
            DisposableServer server = HttpServer.create()
                    .host(config.host())
                    .port(config.port())
                    .runOn(loops, false)
                    .idleTimeout(SILENCE_LIMIT)
                    .requestTimeout(SILENCE_LIMIT)
                    .httpRequestDecoder(spec -> spec.maxInitialLineLength(2048).maxHeaderSize(8192))
                    .doOnConnection(connection -> guard(connection, connections))
                    .route(routes -> routes.get("/health", (request, response) -> health(health.get(), response))
                            .get("/metrics", (request, response) -> metrics(metrics.get(), response)))
                    .bindNow(Duration.ofSeconds(10));
            return new HttpApi(loops, server);
        } catch (RuntimeException e) {
            loops.dispose();
            throw new ApiException(
                    "api.listen: cannot listen on " + config.host() + ":" + config.port() + ": " + rootMessage(e)
                            + "; is another instance running? Choose another port, or 'listen: off'",
                    e);
        }
    }

    private static void guard(Connection connection, Semaphore connections) {
        if (!connections.tryAcquire()) {
            connection.dispose();
            return;
        }
        connection.addHandlerFirst(new ReadTimeoutHandler(SILENCE_LIMIT.toSeconds(), TimeUnit.SECONDS));
        Future<?> end = connection
                .channel()
                .eventLoop()
                .schedule(connection::dispose, LIFETIME_LIMIT.toSeconds(), TimeUnit.SECONDS);
        connection.onDispose(() -> {
            end.cancel(false);
            connections.release();
        });
    }

    private static Mono<Void> health(Health health, HttpServerResponse response) {
        return response.status(health.status() == Health.Status.FAILED ? 503 : 200)
                .header(HttpHeaderNames.CONTENT_TYPE, "application/json")
                .sendString(Mono.just(health.json()))
                .then();
    }

    private static Mono<Void> metrics(String text, HttpServerResponse response) {
        return response.header(HttpHeaderNames.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")
                .sendString(Mono.just(text))
                .then();
    }

    private static String rootMessage(Throwable error) {
        Throwable root = error;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return String.valueOf(root.getMessage());
    }

    /** The port that was bound. */
    public int port() {
        return server.port();
    }

    /** Closes every connection. */
    public void stop() {
        try {
            server.disposeNow(Duration.ofSeconds(3));
        } catch (IllegalStateException e) {
            LOG.warn("api: some connections did not close in time");
        }
        loops.dispose();
    }
}
