package io.weir.config.bind;

import io.weir.config.yaml.Quote;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The URLs of MQTT brokers. Their texts are never shown: they may hold a password. */
final class MqttUrls {
    static final String EXAMPLE = "mqtt://broker.local:1883";
    private static final String WEB_SOCKET_EXAMPLE = "ws://broker.local:8083/mqtt";
    private static final String EXPECTED = "expected mqtt, mqtts, ws or wss, for example " + EXAMPLE;
    private static final String USUAL_PATH = "/mqtt";
    private static final Pattern URL =
            Pattern.compile("(?:([A-Za-z][A-Za-z0-9+.-]*)://)?([^/?#]*)(.*)", Pattern.DOTALL);
    private static final Pattern PATH = Pattern.compile("(?:/[A-Za-z0-9._~-]*)*");
    private static final Pattern AUTHORITY = Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[^\\[\\]:@]+)(?::([0-9]{1,9}))?");

    /** How a broker is spoken to. */
    private enum Scheme {
        MQTT(1883),
        MQTTS(8883),
        WS(80),
        WSS(443);

        final int usualPort;

        Scheme(int usualPort) {
            this.usualPort = usualPort;
        }

        boolean isEncrypted() {
            return this == MQTTS || this == WSS;
        }

        boolean isWebSocket() {
            return this == WS || this == WSS;
        }

        static Optional<Scheme> of(String name) {
            return switch (name) {
                case "mqtt", "tcp" -> Optional.of(MQTT);
                case "mqtts", "ssl", "tls" -> Optional.of(MQTTS);
                case "ws" -> Optional.of(WS);
                case "wss" -> Optional.of(WSS);
                default -> Optional.empty();
            };
        }
    }

    private MqttUrls() {}

    /** The brokers of {@code url} or {@code urls}, of which one must be there; all encrypted or none. */
    static List<URI> read(Section source) {
        if (source.has("url") && source.has("urls")) {
            source.problem("urls", "url is given too; put all brokers into urls, the preferred one first");
        }
        List<URI> urls = source.has("urls")
                ? source.read("urls", it -> Lists.read(it, "[mqtt://a:1883, mqtt://b:1883]", false, MqttUrls::url))
                        .orElse(List.of())
                : source.readRequired("url", EXAMPLE, MqttUrls::url)
                        .map(List::of)
                        .orElse(List.of());
        if (isEncrypted(urls) && !urls.stream().allMatch(MqttUrls::isEncrypted)) {
            source.problem(
                    "urls", "has brokers with encryption (mqtts://, wss://) and without; encrypt all of them or none");
        }
        return urls;
    }

    static boolean isEncrypted(List<URI> urls) {
        return urls.stream().anyMatch(MqttUrls::isEncrypted);
    }

    private static boolean isEncrypted(URI url) {
        return Scheme.of(url.getScheme()).map(Scheme::isEncrypted).orElse(false);
    }

    private static Optional<URI> url(Element element) {
        Optional<String> text = element.text("the broker's URL, for example " + EXAMPLE);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Matcher matcher = URL.matcher(text.get());
        if (!matcher.matches() || matcher.group(1) == null) {
            return element.problem("has no scheme; expected mqtt://host:port, for example " + EXAMPLE);
        }
        String name = String.valueOf(matcher.group(1));
        Optional<Scheme> scheme = Scheme.of(name);
        if (scheme.isEmpty()) {
            return element.problem("has the scheme " + Quote.of(name) + "; " + EXPECTED);
        }
        String authority = matcher.group(2);
        if (authority.contains("@")) {
            return element.problem("holds a user name; give it with username and password or password_file");
        }
        Matcher place = AUTHORITY.matcher(authority);
        String path = matcher.group(3);
        boolean webSocket = scheme.get().isWebSocket();
        if (!place.matches() || !(webSocket ? PATH.matcher(path).matches() : path.isEmpty() || path.equals("/"))) {
            return element.problem(
                    webSocket
                            ? "is not a broker's URL; expected ws://host:port/path, with no '?' or '#', for example "
                                    + WEB_SOCKET_EXAMPLE
                            : "is not a broker's URL; expected mqtt://host:port and nothing behind it, for example "
                                    + EXAMPLE);
        }
        return uri(element, scheme.get(), place, webSocket ? path.isEmpty() ? USUAL_PATH : path : null);
    }

    /** @param place matches {@link #AUTHORITY} */
    private static Optional<URI> uri(Element element, Scheme scheme, Matcher place, @Nullable String path) {
        int port = place.group(2) == null ? scheme.usualPort : Integer.parseInt(place.group(2));
        if (port < 1 || port > 65_535) {
            return element.problem("has the port " + port + "; expected 1 to 65535");
        }
        try {
            String name = scheme.name().toLowerCase(Locale.ROOT);
            return Optional.of(new URI(name, null, place.group(1), port, path, null, null).parseServerAuthority());
        } catch (URISyntaxException e) {
            return element.problem("has a host that is no host name (letters, digits, '-' and '.') and no IP address");
        }
    }
}
