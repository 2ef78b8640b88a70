package io.weir.ingest.registry;

import com.sun.net.httpserver.HttpServer;
import io.weir.config.RegistryConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** An HTTP server on loopback that answers as a schema registry does. */
public final class RegistryServer implements AutoCloseable {
    private final Map<String, String> answers = new ConcurrentHashMap<>();
    private final Optional<String> authorization;
    private HttpServer server;
    private volatile int status = 200;

    private RegistryServer(Optional<String> authorization, int port) {
        this.authorization = authorization;
        this.server = listen(port);
    }

    public static RegistryServer start() {
        return new RegistryServer(Optional.empty(), 0);
    }

    /** @param authorization without this header, requests are refused */
    static RegistryServer start(String authorization) {
        return new RegistryServer(Optional.of(authorization), 0);
    }

    private HttpServer listen(int port) {
        HttpServer made;
        try {
            made = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 4);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        made.createContext("/registry", exchange -> {
            boolean known = authorization.isEmpty()
                    || authorization.get().equals(exchange.getRequestHeaders().getFirst("Authorization"));
            URI uri = exchange.getRequestURI();
            String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
            String answer = answers.get(uri.getRawPath().substring("/registry".length()) + query);
            int code = !known ? 401 : status != 200 ? status : answer == null ? 404 : 200;
            byte[] body = (code == 200 ? answer : "{\"error_code\":" + code + "03,\"message\":\"no\"}")
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(code, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        made.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "registry");
            thread.setDaemon(true);
            return thread;
        }));
        made.start();
        return made;
    }

    /** What is answered to a path with its query, {@code /schemas/ids/7}. */
    public RegistryServer answer(String path, String json) {
        answers.put(path, json);
        return this;
    }

    /** A schema of a kind; null: Avro, of which the registry does not say so. */
    public RegistryServer schema(String path, @Nullable String kind, String text, String references) {
        String type = kind == null ? "" : "\"schemaType\":\"" + kind + "\",";
        return answer(
                path,
                "{" + type + "\"references\":[" + references + "],\"schema\":\""
                        + text.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n") + "\"}");
    }

    /** Every request fails with this status; 200: no more. */
    void status(int code) {
        status = code;
    }

    /** How it is reached. */
    public RegistryConfig config() {
        return new RegistryConfig(
                URI.create("http://127.0.0.1:" + port() + "/registry"), Optional.empty(), Optional.empty());
    }

    int port() {
        return server.getAddress().getPort();
    }

    /** Stops, as if it had never been there. */
    public void stop() {
        server.stop(0);
    }

    /** Listens again, where it did. */
    public void startAgain() {
        server = listen(port());
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
