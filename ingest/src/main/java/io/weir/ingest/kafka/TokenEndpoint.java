package io.weir.ingest.kafka;

import io.weir.config.SaslConfig;
import io.weir.ingest.json.JsonMembers;
import io.weir.ingest.tls.WatchedTls;
import java.io.IOException;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Fetches tokens with the appliance's own credentials (RFC 6749, section 4.4). */
final class TokenEndpoint {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final long DEFAULT_LIFETIME_SECONDS = 300;

    private TokenEndpoint() {}

    /** @param tls of the source, or null: what Java trusts */
    static BearerToken fetch(SaslConfig.TokenEndpoint endpoint, @Nullable WatchedTls tls) throws IOException {
        HttpClient.Builder client = HttpClient.newBuilder().connectTimeout(TIMEOUT);
        try {
            if (tls != null) {
                client.sslContext(tls.context());
            }
        } catch (GeneralSecurityException e) {
            throw new IOException(e.getMessage(), e);
        }
        long now = System.currentTimeMillis();
        HttpResponse<String> response;
        try {
            response = client.build().send(request(endpoint), HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while a token was fetched", e);
        } catch (IOException e) {
            throw new IOException("no token could be fetched from " + endpoint.url() + ": " + e, e);
        }
        if (response.statusCode() != 200) {
            throw new IOException("no token: " + endpoint.url() + " answered with status " + response.statusCode()
                    + (response.statusCode() == 401 || response.statusCode() == 400
                            ? "; check client_id, client_secret and scope of sasl"
                            : ""));
        }
        return token(response.body(), now, endpoint);
    }

    private static HttpRequest request(SaslConfig.TokenEndpoint endpoint) throws IOException {
        String credentials = encode(endpoint.clientId())
                + ":"
                + encode(endpoint.clientSecret().read().reveal());
        String body = "grant_type=client_credentials"
                + endpoint.scope().map(it -> "&scope=" + encode(it)).orElse("");
        return HttpRequest.newBuilder(endpoint.url())
                .timeout(TIMEOUT)
                .header(
                        "Authorization",
                        "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)))
                .header("Content-Type", "application/x-www-form-urlencoded")
                .header("Accept", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
    }

    private static BearerToken token(String body, long now, SaslConfig.TokenEndpoint endpoint) throws IOException {
        try {
            Map<String, String> answer = JsonMembers.read(body);
            long lifetime = Long.parseLong(answer.getOrDefault("expires_in", String.valueOf(DEFAULT_LIFETIME_SECONDS)));
            String token = answer.get("access_token");
            if (token == null) {
                throw new IllegalArgumentException("has no access_token");
            }
            return BearerToken.of(token, now + lifetime * 1000);
        } catch (IllegalArgumentException e) {
            throw new IOException("no token: the answer of " + endpoint.url() + " " + e.getMessage(), e);
        }
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
