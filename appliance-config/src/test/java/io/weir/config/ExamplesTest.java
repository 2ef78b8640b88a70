package io.weir.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.model.ByteSize;
import io.weir.model.FieldType;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ExamplesTest {
    @TempDir
    Path folder;

    static Stream<Path> examples() throws IOException {
        try (Stream<Path> files = Files.list(Configs.EXAMPLES)) {
            return files.filter(Files::isRegularFile).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void shouldReadEveryExample(Path example) throws Exception {
        WeirConfig config = ConfigReader.read(example, name -> null);

        assertThat(config.sources()).isNotEmpty();
        assertThat(config.streams()).isNotEmpty();
        assertThat(config.dataDir()).isEqualTo(Path.of("/var/lib/weir"));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void shouldGiveAnEqualConfigWhenThePrintedOneIsRead(Path example) throws Exception {
        WeirConfig config = ConfigReader.read(example, name -> null);

        String printed = ConfigPrinter.effective(config);
        WeirConfig again = Configs.read(folder, printed, Map.of());

        assertThat(again)
                .usingRecursiveComparison()
                .ignoringFields("file")
                .ignoringFieldsOfTypes(Location.class)
                .isEqualTo(config);
        assertThat(ConfigPrinter.effective(again)).isEqualTo(printed);
    }

    @Test
    void shouldReadTheSourcesOfTheWholeExample() throws Exception {
        WeirConfig config = whole();

        assertThat(config.sources()).containsOnlyKeys("plant", "cells");
        assertThat(config.sources().get("plant"))
                .isEqualTo(new MqttSourceConfig(
                        "plant",
                        URI.create("mqtt://broker.plant:1883"),
                        List.of("plant/+/press/#"),
                        1,
                        "weir-plant",
                        Optional.empty(),
                        Optional.empty(),
                        Duration.ofSeconds(60),
                        Duration.ofDays(7),
                        1000,
                        ByteSize.ofKiB(256)));
        assertThat(config.sources().get("cells"))
                .isEqualTo(new KafkaSourceConfig(
                        "cells",
                        "kafka-1:9092",
                        List.of("cell-readings"),
                        Optional.of("weir-line-4"),
                        List.of(),
                        KafkaSourceConfig.Start.EARLIEST,
                        ByteSize.ofKiB(256),
                        Map.of()));
    }

    @Test
    void shouldReadTheStreamOfTheWholeExample() throws Exception {
        WeirConfig config = whole();

        StreamConfig press = Configs.get(config.streams(), "press");
        assertThat(press.inputs()).containsExactly("plant", "cells");
        assertThat(press.key().parts()).containsExactly(new KeyTemplate.Part.Value(payload("device")));
        assertThat(press.time()).contains(new TimeConfig(new PayloadPath(List.of("ts")), TimeUnitConfig.MS));
        assertThat(press.fields())
                .containsExactly(
                        new FieldConfig("temp", FieldType.DOUBLE, payload("temp"), TimeUnitConfig.MS),
                        new FieldConfig("rpm", FieldType.LONG, payload("rpm"), TimeUnitConfig.MS),
                        new FieldConfig("line", FieldType.LONG, payload("loc", "line"), TimeUnitConfig.MS));
        assertThat(press.outOfOrderness()).isEqualTo(Duration.ofSeconds(5));
        assertThat(press.idleTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(press.bounds())
                .isEqualTo(new TimeBounds(TimeBounds.DEFAULT_MIN, Optional.empty(), Duration.ofHours(1)));
        assertThat(press.payload()).isEqualTo(PayloadConfig.JSON);
        assertThat(press.journal()).isEqualTo("readings");
    }

    @Test
    void shouldReadThePipelineOfTheWholeExample() throws Exception {
        WeirConfig config = whole();

        PipelineConfig pipeline = Configs.get(config.pipelines(), "press_1m");
        assertThat(pipeline.where().map(Expression::text)).contains("temp > -40 and temp < 200");
        assertThat(pipeline.groupBy()).containsExactly("key");
        assertThat(pipeline.window())
                .isEqualTo(new WindowConfig.Tumbling(Duration.ofMinutes(1), Duration.ofSeconds(10)));
        assertThat(pipeline.aggregates().stream()
                        .map(it -> it.name() + "=" + it.call().text()))
                .containsExactly("n=count()", "temp_avg=avg(temp)", "temp_p99=percentile(temp, 99)");
        assertThat(pipeline.journal()).isEqualTo("results");
    }

    @Test
    void shouldReadTheRestOfTheWholeExample() throws Exception {
        WeirConfig config = whole();

        assertThat(config.storage().sync())
                .isEqualTo(new StorageConfig.Sync(StorageConfig.SyncMode.GROUP, Duration.ofMillis(100)));
        assertThat(config.storage().budget()).contains(ByteSize.ofGiB(10));
        assertThat(config.storage().journals()).containsOnlyKeys("readings", "results", "dead_letters");
        assertThat(config.batch()).isEqualTo(new BatchConfig(256, Duration.ofMillis(5)));
        assertThat(config.api()).isEqualTo(new ApiConfig(true, "127.0.0.1", 8480));
    }

    private static WeirConfig whole() throws ConfigException {
        return ConfigReader.read(Configs.EXAMPLES.resolve("weir.yaml"), name -> null);
    }

    private static ValueOrigin payload(String... names) {
        return new ValueOrigin.Payload(new PayloadPath(List.of(names)));
    }
}
