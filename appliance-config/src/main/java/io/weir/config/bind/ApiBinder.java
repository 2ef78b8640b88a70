package io.weir.config.bind;

import io.weir.config.ApiConfig;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The {@code api} section. */
final class ApiBinder {
    static final ApiConfig DEFAULT = new ApiConfig(true, "127.0.0.1", 8480);

    private static final String EXPECTED = "host:port, for example 127.0.0.1:8480, or off";
    private static final Pattern LISTEN =
            Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?):([0-9]{1,5})");

    private ApiBinder() {}

    static Optional<ApiConfig> bind(Element element) {
        Optional<Section> opened =
                Section.open(element, List.of("listen"), List.of("tls", "token", "token_file", "users", "cors"));
        return opened.flatMap(api -> {
            ApiConfig config = api.read("listen", ApiBinder::listen).orElse(DEFAULT);
            return api.failed() ? Optional.empty() : Optional.of(config);
        });
    }

    private static Optional<ApiConfig> listen(Element element) {
        Optional<String> text = element.text(EXPECTED);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        if (text.get().equals("off")) {
            return Optional.of(new ApiConfig(false, DEFAULT.host(), DEFAULT.port()));
        }
        Matcher matcher = LISTEN.matcher(text.get());
        int port = matcher.matches() ? Integer.parseInt(matcher.group(3)) : -1;
        if (port < 0 || port > 65_535) {
            return element.problem("is " + element.shown() + "; expected " + EXPECTED);
        }
        String host = matcher.group(1);
        return Optional.of(
                new ApiConfig(true, host.startsWith("[") ? host.substring(1, host.length() - 1) : host, port));
    }
}
