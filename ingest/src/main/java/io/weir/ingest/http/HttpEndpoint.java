package io.weir.ingest.http;

import io.netty.channel.Channel;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.util.concurrent.ImmediateEventExecutor;
import io.weir.config.HttpSourceConfig;
import io.weir.config.Secret;
import io.weir.config.Suggest;
import io.weir.ingest.decode.Topic;
import io.weir.ingest.http.BodySplitter.Shape;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.Http11SslContextSpec;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.resources.LoopResources;
import reactor.netty.tcp.SslProvider.GenericSslContextSpec;

/**
 * The server: checks what a request may and must have, collects its body, hands it to the source, and writes the answer.
 * Nothing here waits.
 */
final class HttpEndpoint implements AutoCloseable {
    private static final int MAX_REQUEST_LINE_BYTES = 8192;
    private static final int MAX_HEADER_BYTES = 16 * 1024;
    private static final Duration CLOSE = Duration.ofSeconds(3);
    private static final String PREFIX = "ingest/";
    private static final Map<String, Shape> TYPES = Map.of(
            "application/json", Shape.JSON,
            "application/x-ndjson", Shape.LINES,
            "application/ndjson", Shape.LINES,
            "application/jsonl", Shape.LINES,
            "application/x-jsonlines", Shape.LINES,
            "text/csv", Shape.LINES,
            "text/plain", Shape.LINES);

    /** What the source does with a request. */
    interface Intake {
        /** Why nothing is taken now, before a body is read; or null. */
        @Nullable Answer busy();

        /** Takes a request whose body is there, to be answered later; or returns the answer. Must not block. */
        @Nullable Answer offer(PostRequest request);

        /** A request was refused. */
        void refused(String reason);
    }

    private final HttpSourceConfig config;
    private final Set<String> streams;
    private final Budget budget;
    private final Intake intake;
    private final Semaphore connections;
    private final AtomicLong accepted = new AtomicLong();
    private final LoopResources loops;
    private final DisposableServer server;

    /** @throws RuntimeException if the address cannot be bound, or the certificate not be used */
    HttpEndpoint(HttpSourceConfig config, Set<String> streams, Budget budget, Intake intake) {
        this.config = config;
        this.streams = new TreeSet<>(streams);
        this.budget = budget;
        this.intake = intake;
        this.connections = new Semaphore(config.maxConnections());
        this.loops = LoopResources.create("weir-http-" + config.id(), 1, true);
        try {
            HttpServer spec = HttpServer.create()
                    .host(config.host())
                    .port(config.port())
                    .runOn(loops, false)
                    .channelGroup(new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE))
                    .httpRequestDecoder(decoder ->
                            decoder.maxInitialLineLength(MAX_REQUEST_LINE_BYTES).maxHeaderSize(MAX_HEADER_BYTES))
                    .doOnChannelInit((observer, channel, remote) -> guard(channel))
                    .handle(this::handle);
            if (config.serverTls().isPresent()) {
                HttpSourceConfig.Tls tls = config.serverTls().get();
                GenericSslContextSpec<SslContextBuilder> context = Http11SslContextSpec.forServer(
                        tls.certFile().toFile(), tls.keyFile().toFile());
                spec = spec.secure(ssl -> ssl.sslContext(context));
            }
            this.server = spec.bindNow(Duration.ofSeconds(10));
        } catch (RuntimeException e) {
            loops.dispose();
            throw e;
        }
    }

    int port() {
        return server.port();
    }

    /** How many connections have been made. */
    long accepted() {
        return accepted.get();
    }

    private void guard(Channel channel) {
        if (!connections.tryAcquire()) {
            intake.refused("too_many_connections");
            var unused = channel.close();
            return;
        }
        accepted.incrementAndGet();
        channel.pipeline().addFirst(new Deadlines(config.idleTimeout(), config.requestTimeout()));
        channel.closeFuture().addListener(closed -> connections.release());
    }

    private Publisher<Void> handle(HttpServerRequest request, HttpServerResponse response) {
        Channel[] found = new Channel[1];
        request.withConnection(connection -> found[0] = connection.channel());
        Channel channel = found[0];
        Deadlines deadlines = channel.pipeline().get(Deadlines.class);
        Answer refusal = refusal(request);
        if (refusal == null) {
            refusal = intake.busy();
        }
        boolean unread = HttpHeaderValues.CONTINUE.contentEqualsIgnoreCase(
                String.valueOf(request.requestHeaders().get(HttpHeaderNames.EXPECT)));
        PostRequest post = post(request, channel);
        Mono<Answer> answer;
        if (refusal != null && (unread || isAnnouncedTooLarge(request))) {
            answer = Mono.just(refusal.closing());
        } else {
            // The body of a refused request is read too, or the answer would be lost in a reset connection.
            answer = read(request, post, refusal, channel, deadlines);
        }
        return answer.flatMap(value -> write(response, value)).doFinally(end -> {
            if (deadlines != null && channel.isOpen()) {
                deadlines.answered();
            }
        });
    }

    /** Why a request is refused for what stands in its head, or null. */
    private @Nullable Answer refusal(HttpServerRequest request) {
        if (!isAuthorized(request.requestHeaders().get(HttpHeaderNames.AUTHORIZATION))) {
            return Answer.refused(
                    401, "unauthorized", "expected the header 'Authorization: Bearer …' with this source's token");
        }
        if (!request.path().startsWith(PREFIX)) {
            return Answer.refused(404, "not_found", "there is nothing at this path; post to /ingest/<stream>");
        }
        String stream = stream(request.path());
        if (!streams.contains(stream)) {
            String known = Suggest.nearest(stream, streams)
                    .map(near -> "did you mean '" + near + "'?")
                    .orElse("there is: " + String.join(", ", streams));
            return Answer.refused(
                    404, "unknown_stream", "no stream '" + clip(stream) + "' takes this source; " + known);
        }
        if (!request.method().equals(HttpMethod.POST)) {
            return Answer.refused(405, "method_not_allowed", "messages are posted: use POST");
        }
        if (shape(request) == null) {
            return Answer.refused(
                    415,
                    "unsupported_media_type",
                    "expected the header 'Content-Type: application/x-ndjson' (or text/plain, text/csv: a message a line)"
                            + " or 'application/json' (an object, or an array of them); found '"
                            + clip(String.valueOf(request.requestHeaders().get(HttpHeaderNames.CONTENT_TYPE))) + "'");
        }
        String encoding = encoding(request);
        if (!encoding.equals("gzip") && !encoding.equals("identity")) {
            return Answer.refused(
                    415,
                    "unsupported_encoding",
                    "Content-Encoding '" + clip(encoding) + "' is not supported; send gzip, or leave it out");
        }
        return isAnnouncedTooLarge(request) ? tooLarge() : null;
    }

    private boolean isAnnouncedTooLarge(HttpServerRequest request) {
        String length = request.requestHeaders().get(HttpHeaderNames.CONTENT_LENGTH);
        try {
            return length != null && Long.parseLong(length) > config.maxBody().bytes();
        } catch (NumberFormatException e) {
            return false; // Netty refuses such a request
        }
    }

    private Answer tooLarge() {
        return Answer.refused(
                413,
                "body_too_large",
                "the body has more than " + config.maxBody().bytes()
                        + " bytes (max_body); send it in several requests");
    }

    private boolean isAuthorized(@Nullable String header) {
        if (config.token().isEmpty()) {
            return true;
        }
        Secret token = config.token().get();
        byte[] expected = ("Bearer " + token.reveal()).getBytes(StandardCharsets.UTF_8);
        return header != null && MessageDigest.isEqual(expected, header.getBytes(StandardCharsets.UTF_8));
    }

    private static String stream(String path) {
        int end = path.indexOf('/', PREFIX.length());
        return path.substring(PREFIX.length(), end < 0 ? path.length() : end);
    }

    /** What stands behind the stream's name; without it, that name. */
    private static String topic(String path) {
        int end = path.indexOf('/', PREFIX.length());
        return end < 0 || end + 1 == path.length() ? stream(path) : path.substring(end + 1);
    }

    private static @Nullable Shape shape(HttpServerRequest request) {
        String type = String.valueOf(request.requestHeaders().get(HttpHeaderNames.CONTENT_TYPE));
        int parameters = type.indexOf(';');
        return TYPES.get(
                (parameters < 0 ? type : type.substring(0, parameters)).strip().toLowerCase(Locale.ROOT));
    }

    private static String encoding(HttpServerRequest request) {
        String encoding = request.requestHeaders().get(HttpHeaderNames.CONTENT_ENCODING);
        return encoding == null ? "identity" : encoding.strip().toLowerCase(Locale.ROOT);
    }

    private static String clip(String text) {
        return text.length() > 64 ? text.substring(0, 64) + "…" : text;
    }

    private PostRequest post(HttpServerRequest request, Channel channel) {
        Shape shape = shape(request);
        boolean named = request.path().startsWith(PREFIX);
        return new PostRequest(
                named ? stream(request.path()) : "",
                new Topic(named ? topic(request.path()) : ""),
                shape == null ? Shape.LINES : shape,
                encoding(request).equals("gzip"),
                (int) config.maxBody().bytes(),
                budget,
                channel.eventLoop());
    }

    private Mono<Answer> read(
            HttpServerRequest request,
            PostRequest post,
            @Nullable Answer refusal,
            Channel channel,
            @Nullable Deadlines deadlines) {
        return request.receive()
                .doOnNext(post::append)
                .takeUntil(piece -> post.isFlood())
                .then(Mono.defer(() -> {
                    if (deadlines != null) {
                        deadlines.serving();
                    }
                    return offer(post, refusal, channel);
                }))
                .doOnError(lost -> post.releaseBody());
    }

    /** The body is there. */
    private Mono<Answer> offer(PostRequest post, @Nullable Answer refusal, Channel channel) {
        Answer now = refusal;
        if (now == null && post.isTooLarge()) {
            now = tooLarge();
        }
        if (now == null && post.isOverBudget()) {
            now = Answer.later(429, "backpressure", "too many bodies wait for the journal; send it again");
        }
        if (now == null) {
            now = intake.offer(post);
        }
        if (now != null) {
            post.releaseBody();
            return Mono.just(post.isFlood() ? now.closing() : now);
        }
        var limit = channel.eventLoop()
                .schedule(post::expire, config.requestTimeout().toMillis(), TimeUnit.MILLISECONDS);
        return post.answered().doFinally(end -> limit.cancel(false));
    }

    private Mono<Void> write(HttpServerResponse response, Answer answer) {
        if (answer.reason() != null) {
            intake.refused(answer.reason());
        }
        byte[] body = answer.json().getBytes(StandardCharsets.UTF_8);
        response.status(answer.status())
                .header(HttpHeaderNames.CONTENT_TYPE, "application/json")
                .header(HttpHeaderNames.CONTENT_LENGTH, String.valueOf(body.length))
                .header(HttpHeaderNames.CACHE_CONTROL, "no-store");
        if (answer.retryAfterSeconds() > 0) {
            response.header(HttpHeaderNames.RETRY_AFTER, String.valueOf(answer.retryAfterSeconds()));
        }
        if (answer.status() == 401) {
            response.header(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer");
        }
        if (answer.status() == 405) {
            response.header(HttpHeaderNames.ALLOW, "POST");
        }
        if (answer.close()) {
            response.keepAlive(false);
        }
        return response.sendByteArray(Mono.just(body)).then();
    }

    /** Takes no more connections, lets what is being answered end, and closes all. */
    @Override
    public void close() {
        try {
            server.disposeNow(CLOSE);
        } catch (IllegalStateException e) {
            // Some did not end in time; they are closed with the loops.
        }
        loops.disposeLater(Duration.ZERO, CLOSE).block(CLOSE.multipliedBy(2));
    }
}
