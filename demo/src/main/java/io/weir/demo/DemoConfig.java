package io.weir.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The configuration file of the demo.
 *
 * @param mqttUrl {@code mqtt://host:port}
 * @param apiPort 0 picks a free one
 */
public record DemoConfig(Path dataDir, String mqttUrl, String bootstrapServers, int apiPort) {
    private static final String TEMPLATE = "demo.yaml";
    private static final Pattern PLACEHOLDER = Pattern.compile("@([a-z_]+)@");
    /** Short enough to watch, long enough for many rows per force. */
    private static final String MAX_DELAY = "2ms";

    /** Writes it; what was there is replaced. */
    public void write(Path file) throws IOException {
        Files.writeString(file, text());
    }

    /** The whole file. */
    String text() throws IOException {
        Map<String, String> values = Map.of(
                "data_dir", quoted(dataDir.toAbsolutePath().normalize().toString()),
                "mqtt_url", mqttUrl,
                "bootstrap_servers", quoted(bootstrapServers),
                "api_port", Integer.toString(apiPort),
                "max_delay", MAX_DELAY);
        Matcher matcher = PLACEHOLDER.matcher(template());
        return matcher.replaceAll(found -> {
            String value = values.get(found.group(1));
            if (value == null) {
                throw new IllegalStateException(TEMPLATE + " has an unknown placeholder " + found.group());
            }
            return Matcher.quoteReplacement(value);
        });
    }

    private static String template() throws IOException {
        try (InputStream in = DemoConfig.class.getResourceAsStream(TEMPLATE)) {
            if (in == null) {
                throw new IOException("the demo's configuration template " + TEMPLATE + " is not on the class path");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** As a YAML text. */
    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
