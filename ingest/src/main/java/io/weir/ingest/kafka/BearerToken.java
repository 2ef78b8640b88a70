package io.weir.ingest.kafka;

import io.weir.ingest.json.JsonMembers;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.security.oauthbearer.OAuthBearerToken;
import org.jspecify.annotations.Nullable;

/**
 * A token, and what it says of itself if it is a JWT (RFC 7519): its claims {@code exp}, {@code iat}, {@code sub} and
 * {@code scope}. Its signature is the broker's business.
 *
 * @param lifetimeMs when it expires, epoch milliseconds
 * @param startTimeMs when it was made, or null
 */
record BearerToken(
        String value,
        Set<String> scope,
        long lifetimeMs,
        String principalName,
        @Nullable Long startTimeMs) implements OAuthBearerToken {
    private static final String UNKNOWN = "weir";

    /**
     * Reads a token.
     *
     * @param otherwiseExpiresMs when it expires if it does not say so itself
     * @throws IllegalArgumentException if it has characters that no token may have
     */
    static BearerToken of(String value, long otherwiseExpiresMs) {
        if (value.isEmpty() || !value.chars().allMatch(c -> c > 0x20 && c < 0x7f)) {
            throw new IllegalArgumentException("is no token: it is empty or has spaces or line ends in it");
        }
        Map<String, String> claims = claims(value);
        String subject = claims.getOrDefault("sub", UNKNOWN);
        Set<String> scope = Arrays.stream(claims.getOrDefault("scope", "").split(" ", -1))
                .filter(it -> !it.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
        return new BearerToken(
                value,
                scope,
                millis(claims.get("exp"), otherwiseExpiresMs),
                subject.isEmpty() ? UNKNOWN : subject,
                claims.containsKey("iat") ? millis(claims.get("iat"), 0) : null);
    }

    private static Map<String, String> claims(String token) {
        String[] parts = token.split("\\.", -1);
        if (parts.length != 3) {
            return Map.of();
        }
        try {
            return JsonMembers.read(new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException e) {
            // Opaque, with two dots in it.
            return Map.of();
        }
    }

    /** Seconds, whole or not, since the epoch. */
    private static long millis(@Nullable String seconds, long otherwise) {
        if (seconds == null) {
            return otherwise;
        }
        try {
            return (long) (Double.parseDouble(seconds) * 1000);
        } catch (NumberFormatException e) {
            return otherwise;
        }
    }

    /** Without the token itself. */
    @Override
    public String toString() {
        return "BearerToken[of=" + principalName + ", expiresMs=" + lifetimeMs + "]";
    }
}
