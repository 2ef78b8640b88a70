package io.weir.appliance.e2e;

import io.weir.config.ConfigException;
import io.weir.config.ConfigReader;
import io.weir.config.WeirConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Configuration files of the end-to-end tests. */
final class TestConfig {
    private TestConfig() {}

    /**
     * One source, one stream of {@link Reading}s, and a tumbling and a hopping pipeline.
     *
     * @param idleTimeout 0s where a test may pause between two readings: time is then what the readings say
     * @param further more sections
     */
    static Path write(Path directory, String source, String idleTimeout, String further) {
        String yaml = """
                version: 1
                data_dir: data
                sources:
                %s
                streams:
                  press:
                    inputs: [in]
                    decode: json
                    key: $.device
                    time: { path: $.ts, unit: ms }
                    out_of_orderness: 500ms
                    idle_timeout: %s
                    fields:
                      id: long
                      temp: { path: $.m.temp, type: double }
                pipelines:
                  press_1s:
                    input: press
                    where: temp > 0
                    group_by: [key]
                    window: { type: tumbling, size: 1s }
                    aggregate: { n: count(), temp_sum: sum(temp), temp_max: max(temp) }
                  press_4s:
                    input: press
                    where: temp > 0
                    window: { type: hopping, size: 4s, hop: 2s }
                    aggregate: { n: count(), temp_sum: sum(temp), temp_max: max(temp) }
                %s
                """.formatted(
                source.indent(2).stripTrailing(), idleTimeout, further.isEmpty() ? "api: { listen: off }" : further);
        try {
            Files.createDirectories(directory);
            return Files.writeString(directory.resolve("weir.yaml"), yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String kafka(String bootstrapServers, String topic) {
        return "in: { type: kafka, bootstrap_servers: \"" + bootstrapServers + "\", topics: [" + topic
                + "], group: weir,"
                + " properties: { session.timeout.ms: 6000 } }";
    }

    static String mqtt(int port, String filter, int qos) {
        return "in: { type: mqtt, url: \"mqtt://127.0.0.1:" + port + "\", topics: [\"" + filter + "\"], qos: " + qos
                + " }";
    }

    static WeirConfig read(Path file) {
        try {
            return ConfigReader.read(file, name -> null);
        } catch (ConfigException e) {
            throw new AssertionError(e);
        }
    }
}
