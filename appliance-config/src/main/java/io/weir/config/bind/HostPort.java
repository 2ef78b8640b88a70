package io.weir.config.bind;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An address to listen on.
 *
 * @param host a name or an address, IPv6 without brackets
 * @param port 0: any that is free
 */
record HostPort(String host, int port) {
    private static final Pattern LISTEN =
            Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?):([0-9]{1,5})");

    /** @param expected completes "expected …" */
    static Optional<HostPort> read(Element element, String expected) {
        Optional<String> text = element.text(expected);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Matcher matcher = LISTEN.matcher(text.get());
        int port = matcher.matches() ? Integer.parseInt(matcher.group(3)) : -1;
        if (port < 0 || port > 65_535) {
            return element.problem("is " + element.shown() + "; expected " + expected);
        }
        String host = matcher.group(1);
        return Optional.of(new HostPort(host.startsWith("[") ? host.substring(1, host.length() - 1) : host, port));
    }

    /** Whether only this machine reaches it. A name is not looked up. */
    boolean isLoopback() {
        return host.equals("localhost") || host.equals("::1") || host.matches("127(\\.[0-9]{1,3}){3}");
    }

    @Override
    public String toString() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
