package io.weir.config.bind;

import io.weir.config.yaml.Quote;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The URLs of MQTT brokers. Their texts are never shown: they may hold a password. */
final class MqttUrls {
    static final String EXAMPLE = "mqtt://broker.local:1883";
    private static final int PLAIN_PORT = 1883;
    private static final int TLS_PORT = 8883;
    private static final Pattern URL =
            Pattern.compile("(?:([A-Za-z][A-Za-z0-9+.-]*)://)?([^/?#]*)(/?)(.*)", Pattern.DOTALL);
    private static final Pattern AUTHORITY = Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[^\\[\\]:@]+)(?::([0-9]{1,9}))?");

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
        if (urls.stream().map(URI::getScheme).distinct().count() > 1) {
            source.problem("urls", "has mqtt:// and mqtts://; encrypt all of them or none");
        }
        return urls;
    }

    static boolean isEncrypted(List<URI> urls) {
        return urls.stream().anyMatch(url -> url.getScheme().equals("mqtts"));
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
        String scheme = String.valueOf(matcher.group(1));
        boolean encrypted = scheme.equals("mqtts") || scheme.equals("ssl") || scheme.equals("tls");
        switch (scheme) {
            case "mqtt", "tcp", "mqtts", "ssl", "tls" -> {}
            case "ws", "wss" -> {
                return element.problem(
                        Quote.plain(scheme) + ":// is not supported by this version; supported: mqtt://, mqtts://");
            }
            default -> {
                return element.problem(
                        "has the scheme " + Quote.of(scheme) + "; expected mqtt or mqtts, for example " + EXAMPLE);
            }
        }
        if (matcher.group(2).contains("@")) {
            return element.problem("holds a user name; give it with username and password or password_file");
        }
        if (!matcher.group(4).isEmpty() || !AUTHORITY.matcher(matcher.group(2)).matches()) {
            return element.problem(
                    "is not a broker's URL; expected mqtt://host:port and nothing behind it, for example " + EXAMPLE);
        }
        return uri(element, encrypted, matcher.group(2));
    }

    private static Optional<URI> uri(Element element, boolean encrypted, String authority) {
        Matcher matcher = AUTHORITY.matcher(authority);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        int usual = encrypted ? TLS_PORT : PLAIN_PORT;
        int port = matcher.group(2) == null ? usual : Integer.parseInt(matcher.group(2));
        if (port < 1 || port > 65_535) {
            return element.problem("has the port " + port + "; expected 1 to 65535");
        }
        try {
            String scheme = encrypted ? "mqtts" : "mqtt";
            return Optional.of(new URI(scheme, null, matcher.group(1), port, null, null, null).parseServerAuthority());
        } catch (URISyntaxException e) {
            return element.problem("has a host that is no host name (letters, digits, '-' and '.') and no IP address");
        }
    }
}
