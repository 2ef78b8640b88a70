package io.weir.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.demo.plant.Topics;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoConfigTest {
    @TempDir
    Path directory;

    @Test
    void shouldFillInEveryPlaceholder() throws Exception {
        Path file = directory.resolve("weir.yaml");
        new DemoConfig(directory.resolve("a \"b\""), "mqtt://127.0.0.1:1883", "127.0.0.1:9092", 8480).write(file);
        assertThat(Files.readString(file))
                .doesNotContain("@")
                .contains("data_dir: \"" + directory + "/a \\\"b\\\"\"\n")
                .contains("url: mqtt://127.0.0.1:1883\n")
                .contains("bootstrap_servers: \"127.0.0.1:9092\"\n")
                .contains("listen: 127.0.0.1:8480\n")
                .contains("topics: [" + Topics.CELLS + "]", "topics: [" + Topics.ROOMS + "]");
    }
}
