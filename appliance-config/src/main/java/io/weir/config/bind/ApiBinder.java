package io.weir.config.bind;

import io.weir.config.ApiConfig;
import java.util.List;
import java.util.Optional;

/** The {@code api} section. */
final class ApiBinder {
    static final ApiConfig DEFAULT = new ApiConfig(true, "127.0.0.1", 8480);

    private static final String EXPECTED = "host:port, for example 127.0.0.1:8480, or off";

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
        return HostPort.read(element, EXPECTED).map(it -> new ApiConfig(true, it.host(), it.port()));
    }
}
