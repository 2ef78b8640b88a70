package io.weir.appliance.serve;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.weir.config.ApiConfig;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.reactivestreams.Publisher;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.resources.LoopResources;

/**
 * Serves {@code GET /health} (JSON; 503 when it has failed, otherwise 200) and {@code GET /metrics} (Prometheus text). A
 * connection that says nothing for ten seconds is closed, as is every connection after a minute (so that none can be held
 * open by a trickle of bytes) and every one beyond 64.
 */
public final class HttpApi {
    private static final Logger LOG = LoggerFactory.getLogger(HttpApi.class);
    private static final int MAX_REQUEST_LINE_BYTES = 2048;
    private static final int MAX_HEADER_BYTES = 8192;

    /**
     * How much a client may ask of the interface.
     *
     * @param silence how long it may say nothing
     * @param lifetime how long a connection may stay open
     * @param connections how many may be open at once
     */
    record Limits(Duration silence, Duration lifetime, int connections) {
        static final Limits DEFAULT = new Limits(Duration.ofSeconds(10), Duration.ofMinutes(1), 64);
    }

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
        return start(config, health, metrics, Limits.DEFAULT);
    }

    static HttpApi start(ApiConfig config, Supplier<Health> health, Supplier<String> metrics, Limits limits) {
        LoopResources loops = LoopResources.create("api", 1, true);
        Semaphore connections = new Semaphore(limits.connections());
        try {
            DisposableServer server = HttpServer.create()
                    .host(config.host())
                    .port(config.port())
                    .runOn(loops, false)
                    .idleTimeout(limits.silence())
                    .requestTimeout(limits.silence())
                    .httpRequestDecoder(spec ->
                            spec.maxInitialLineLength(MAX_REQUEST_LINE_BYTES).maxHeaderSize(MAX_HEADER_BYTES))
                    .doOnChannelInit((observer, channel, remote) -> guard(channel, connections, limits))
                    .handle((request, response) -> answer(request, response, health, metrics))
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

    /** Called for each connection when it is accepted; {@code doOnConnection} would wait for a complete request. */
    private static void guard(Channel channel, Semaphore connections, Limits limits) {
        if (!connections.tryAcquire()) {
            close(channel);
            return;
        }
        channel.pipeline().addFirst(new ReadTimeoutHandler(limits.silence().toMillis(), TimeUnit.MILLISECONDS) {
            @Override
            protected void readTimedOut(ChannelHandlerContext context) {
                HttpApi.close(
                        channel); // as an exception it would be an error in the log, and whoever is silent is none
            }
        });
        Future<?> end = channel.eventLoop()
                .schedule(() -> close(channel), limits.lifetime().toMillis(), TimeUnit.MILLISECONDS);
        channel.closeFuture().addListener(closed -> {
            end.cancel(false);
            connections.release();
        });
    }

    private static void close(Channel channel) {
        var unused = channel.close();
    }

    private static Publisher<Void> answer(
            HttpServerRequest request, HttpServerResponse response, Supplier<Health> health, Supplier<String> metrics) {
        String path = "/" + request.path();
        if (!path.equals("/health") && !path.equals("/metrics")) {
            return text(request, response.status(404), "there is nothing at this path, only /health and /metrics\n");
        }
        if (!request.method().equals(HttpMethod.GET) && !request.method().equals(HttpMethod.HEAD)) {
            response.header(HttpHeaderNames.ALLOW, "GET, HEAD");
            return text(request, response.status(405), "only GET and HEAD are served here\n");
        }
        if (path.equals("/metrics")) {
            return send(request, response, "text/plain; version=0.0.4; charset=utf-8", metrics.get());
        }
        Health now = health.get();
        response.status(now.status() == Health.Status.FAILED ? 503 : 200);
        return send(request, response, "application/json", now.json());
    }

    private static Publisher<Void> text(HttpServerRequest request, HttpServerResponse response, String text) {
        // Whatever body comes with a request that is refused is not waited for.
        return send(request, response.keepAlive(false), "text/plain; charset=utf-8", text);
    }

    private static Publisher<Void> send(
            HttpServerRequest request, HttpServerResponse response, String type, String body) {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        response.header(HttpHeaderNames.CONTENT_TYPE, type)
                .header(HttpHeaderNames.CONTENT_LENGTH, String.valueOf(bytes.length))
                .header(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .header("X-Content-Type-Options", "nosniff");
        return request.method().equals(HttpMethod.HEAD) ? response.send() : response.sendByteArray(Mono.just(bytes));
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
