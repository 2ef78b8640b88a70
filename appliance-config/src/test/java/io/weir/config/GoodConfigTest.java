package io.weir.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.config.KeyTemplate.Part;
import io.weir.model.ByteSize;
import io.weir.model.FieldType;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GoodConfigTest {
    @TempDir
    Path folder;

    private String text = "";

    @BeforeEach
    void good() {
        text = BadConfigTest.resource("good.yaml");
    }

    private GoodConfigTest with(String old, String replacement) {
        assertThat(text).contains(old);
        text = text.replace(old, replacement);
        return this;
    }

    private WeirConfig read() throws ConfigException {
        return read(Map.of());
    }

    /** Reads the text, and checks by the way that printing and reading gives it again. */
    private WeirConfig read(Map<String, String> environment) throws ConfigException {
        WeirConfig config = Configs.read(folder, text, environment);
        WeirConfig again = Configs.read(folder, ConfigPrinter.effective(config), Map.of());
        assertThat(again)
                .usingRecursiveComparison()
                .ignoringFieldsOfTypes(Location.class, Secret.class)
                .isEqualTo(config);
        return config;
    }

    private MqttSourceConfig plant(WeirConfig config) {
        return (MqttSourceConfig) Configs.get(config.sources(), "plant");
    }

    private KafkaSourceConfig cells(WeirConfig config) {
        return (KafkaSourceConfig) Configs.get(config.sources(), "cells");
    }

    private StreamConfig press(WeirConfig config) {
        return Configs.get(config.streams(), "press");
    }

    private PipelineConfig pipeline(WeirConfig config) {
        return Configs.get(config.pipelines(), "press_1m");
    }

    @Test
    void shouldFillInPortAndPathOfBrokersOverWebSockets() throws Exception {
        text = """
                version: 1
                data_dir: data
                sources: { plant: { type: mqtt, urls: [wss://a, wss://b:8084/ws/plant, mqtts://c], topics: [a] } }
                streams: { press: { inputs: [plant], fields: { temp: double } } }
                """;
        assertThat(plant(read()).urls())
                .containsExactly(
                        URI.create("wss://a:443/mqtt"),
                        URI.create("wss://b:8084/ws/plant"),
                        URI.create("mqtts://c:8883"));
        assertThat(plant(read()).tls()).isPresent();

        text = text.replace("[wss://a, wss://b:8084/ws/plant, mqtts://c]", "[ws://a, mqtt://c]");
        assertThat(plant(read()).urls()).containsExactly(URI.create("ws://a:80/mqtt"), URI.create("mqtt://c:1883"));
        assertThat(plant(read()).tls()).isEmpty();
    }

    @Test
    void shouldFillInEveryDefaultOfASmallFile() throws Exception {
        text = """
                version: 1
                data_dir: data
                sources: { plant: { type: mqtt, url: "tcp://127.0.0.1", topics: [a] } }
                streams: { press: { inputs: [plant], fields: { temp: double } } }
                """;
        WeirConfig config = read();

        assertThat(config.dataDir()).isEqualTo(folder.resolve("data"));
        assertThat(config.pipelines()).isEmpty();
        assertThat(plant(config).urls()).containsExactly(URI.create("mqtt://127.0.0.1:1883"));
        assertThat(press(config).key().parts()).containsExactly(new Part.Value(new ValueOrigin.Topic()));
        assertThat(press(config).time()).isEmpty();
        assertThat(config.storage())
                .isEqualTo(new StorageConfig(
                        new StorageConfig.Sync(StorageConfig.SyncMode.GROUP, Duration.ofMillis(100)),
                        Optional.empty(),
                        Map.of(
                                "readings", journal("readings", Optional.of(Duration.ofDays(7)), Optional.empty()),
                                "results",
                                        journal(
                                                "results",
                                                Optional.of(Duration.ofDays(90)),
                                                Optional.of(ByteSize.ofGiB(1))),
                                "dead_letters",
                                        journal(
                                                "dead_letters",
                                                Optional.of(Duration.ofDays(30)),
                                                Optional.of(ByteSize.ofMiB(256))))));
        assertThat(config.batch()).isEqualTo(new BatchConfig(256, Duration.ofMillis(5)));
        assertThat(config.api()).isEqualTo(new ApiConfig(true, "127.0.0.1", 8480));
    }

    @Test
    void shouldKeepJournalsByPriority() throws Exception {
        with("    readings: { age: 7d }\n", "    readings: { age: 7d }\n    alarms: { priority: 9 }\n");
        StorageConfig storage = read().storage();

        assertThat(storage.journals().values().stream().map(journal -> journal.id() + " " + journal.priority()))
                .containsExactlyInAnyOrder("readings 1", "dead_letters 2", "results 3", "alarms 9");
    }

    @Test
    void shouldSayWhereAValueStands() throws Exception {
        Path file = Files.writeString(folder.resolve("located.yaml"), text);
        assertThat(ConfigReader.locate(file, "storage", "budget")).hasToString(file + ":39:11");
        assertThat(ConfigReader.locate(file, "storage", "nothing").line()).isEqualTo(38);
    }

    private static StorageConfig.JournalConfig journal(String id, Optional<Duration> age, Optional<ByteSize> size) {
        return new StorageConfig.JournalConfig(id, age, size);
    }

    @Test
    void shouldReplaceVariablesInValuesOnly() throws Exception {
        with("    qos: 1\n", """
                    qos: ${QOS:-0}
                    username: ${USER}
                    password: "${PASSWORD:?needed}"
                    client_id: "a$${X}b$$c$.d-${EMPTY:-e}-$${"
                    keep_alive: ${KEEP}
                """);
        Map<String, String> environment = Map.of("USER", "me: [", "PASSWORD", "hu${X}sh", "EMPTY", "", "KEEP", "2m");

        MqttSourceConfig plant = plant(read(environment));

        assertThat(plant.qos()).isZero();
        assertThat(plant.username()).contains("me: [");
        assertThat(plant.password()).contains(new Secret("hu${X}sh"));
        assertThat(plant.clientId()).isEqualTo("a${X}b$$c$.d-e-${");
        assertThat(plant.keepAlive()).isEqualTo(Duration.ofMinutes(2));
    }

    @Test
    void shouldReadAPasswordFromAFileBesideTheConfiguration() throws Exception {
        Files.writeString(folder.resolve("press.secret"), "hush hush\n");
        with("    qos: 1\n", "    password_file: press.secret\n");

        MqttSourceConfig plant = plant(read());

        assertThat(plant.password()).map(Secret::reveal).contains("hush hush");
        assertThat(plant.toString()).doesNotContain("hush");
    }

    @Test
    void shouldReportAPasswordFileThatHoldsNone() throws IOException {
        Files.writeString(folder.resolve("press.secret"), "\n");
        with("    qos: 1\n", "    password_file: press.secret\n");
        assertThat(Configs.problems(folder, text, Map.of()))
                .containsExactly("weir.yaml:9:20: sources.plant.password_file: the secret file 'press.secret' is empty;"
                        + " is it the right one?");
    }

    @Test
    void shouldHideSecretsWhenPrinting() throws Exception {
        with("    qos: 1\n", "    password: hush\n")
                .with(
                        "    group: weir-line-4\n",
                        "    properties: { sasl.jaas.config: hush, ssl.key.password: hush, fetch.min.bytes: 9 }\n");

        WeirConfig config = Configs.read(folder, text, Map.of());

        assertThat(cells(config).properties()).containsEntry("sasl.jaas.config", "hush");
        assertThat(config.toString()).doesNotContain("hush");
        assertThat(ConfigPrinter.effective(config))
                .doesNotContain("hush")
                .contains("    password: \"***\"\n", "      sasl.jaas.config: \"***\"\n", "      fetch.min.bytes: 9\n");
    }

    @Test
    void shouldReadEveryKeyOfAKafkaSource() throws Exception {
        with("bootstrap_servers: kafka-1:9092", "bootstrap_servers: \"kafka-1:9092, [::1]:9093\"")
                .with("    group: weir-line-4\n", """
                            partitions: [0, 2]
                            start: latest
                            max_payload: 1KiB
                            properties: { client.rack: "a b" }
                        """);
        assertThat(cells(read()))
                .isEqualTo(new KafkaSourceConfig(
                        "cells",
                        "kafka-1:9092,[::1]:9093",
                        List.of("cell-readings"),
                        Optional.empty(),
                        List.of(0, 2),
                        KafkaSourceConfig.Start.LATEST,
                        ByteSize.ofKiB(1),
                        Map.of("client.rack", "a b")));
    }

    @Test
    void shouldReadEveryFormOfAKey() throws Exception {
        with("key: \"{topic.1}\"", "key: \"{topic.0}-{$.loc.line}/{topic}{property.site-id}\"");
        assertThat(press(read()).key().parts())
                .containsExactly(
                        new Part.Value(new ValueOrigin.TopicLevel(0)),
                        new Part.Literal("-"),
                        new Part.Value(new ValueOrigin.Payload(new PayloadPath(List.of("loc", "line")))),
                        new Part.Literal("/"),
                        new Part.Value(new ValueOrigin.Topic()),
                        new Part.Value(new ValueOrigin.Property("site-id")));
    }

    @Test
    void shouldRefusePropertiesOfSourcesThatHaveNone() {
        with("key: \"{topic.1}\"", "key: \"{property.site}\"");
        with("    qos: 1\n", "    qos: 1\n    version: 3.1.1\n");
        assertThat(Configs.problems(folder, text, Map.of()))
                .containsExactly(
                        "weir.yaml:18:3: streams.press: reads a property, but its source 'plant' is MQTT 3.1.1,"
                                + " which has none; only MQTT 5 and Kafka messages have properties");
    }

    @Test
    void shouldRefuseBinaryPayloadsOfSourcesThatTakeText() {
        with(
                "type: mqtt\n    url: mqtt://broker.plant:1883\n    topics: [\"plant/+/press/#\"]\n    qos: 1\n",
                "type: http\n");
        assertThat(Configs.problems(folder, text, Map.of())).isEmpty();
        for (String format : List.of("cbor", "msgpack", "{ type: senml, encoding: cbor, rows: pivot }")) {
            String written = text.replace("decode: json", "decode: " + format);
            assertThat(Configs.problems(folder, written, Map.of()))
                    .singleElement()
                    .asString()
                    .startsWith("weir.yaml:14:3: streams.press: decodes ")
                    .endsWith(", which is binary, but its source 'plant' is of type http, which takes text; binary"
                            + " messages come over MQTT or Kafka");
        }
        assertThat(Configs.problems(
                        folder, text.replace("decode: json", "decode: { type: senml, rows: pivot }"), Map.of()))
                .isEmpty();
    }

    @Test
    void shouldReadEveryFormOfAField() throws Exception {
        with("      rpm: long\n", """
                      rpm: { type: long }
                      at: { path: $.x.at, type: timestamp, unit: us }
                      day: timestamp
                      device: { topic: 1 }
                      topic: { topic: full, type: string }
                      site: { property: site.id }
                      limit: { property: "max limit", type: double }
                      on: bool
                """);
        assertThat(press(read()).fields())
                .contains(
                        new FieldConfig("rpm", FieldType.LONG, payload("rpm"), TimeUnitConfig.MS),
                        new FieldConfig("at", FieldType.TIMESTAMP, payload("x", "at"), TimeUnitConfig.US),
                        new FieldConfig("day", FieldType.TIMESTAMP, payload("day"), TimeUnitConfig.MS),
                        new FieldConfig("device", FieldType.STRING, new ValueOrigin.TopicLevel(1), TimeUnitConfig.MS),
                        new FieldConfig("topic", FieldType.STRING, new ValueOrigin.Topic(), TimeUnitConfig.MS),
                        new FieldConfig(
                                "site", FieldType.STRING, new ValueOrigin.Property("site.id"), TimeUnitConfig.MS),
                        new FieldConfig(
                                "limit", FieldType.DOUBLE, new ValueOrigin.Property("max limit"), TimeUnitConfig.MS),
                        new FieldConfig("on", FieldType.BOOL, payload("on"), TimeUnitConfig.MS));
    }

    private static ValueOrigin payload(String... names) {
        return new ValueOrigin.Payload(new PayloadPath(List.of(names)));
    }

    @Test
    void shouldReadTheRestOfAStreamAndAPipeline() throws Exception {
        with("    time: { path: $.ts, unit: ms }\n", """
                    time: $.at
                    out_of_orderness: 1.5s
                    idle_timeout: 0s
                    max_future: 10m
                    journal: fast
                """)
                .with("{ type: tumbling, size: 1m, allowed_lateness: 10s }", "{ type: hopping, size: 1m, hop: 10s }")
                .with("    group_by: [key]\n", "    group_by: []\n    having: n > 10\n    journal: fast\n")
                .with("    readings: { age: 7d }\n", """
                            readings: { age: unlimited }
                            fast: { size: 1.5GiB }
                        """)
                .with("mode: group, max_delay: 100ms", "mode: none")
                .with("  budget: 10GiB\n", "")
                .with("listen: 127.0.0.1:8480", "listen: \"[::1]:0\"");

        WeirConfig config = read();

        assertThat(press(config).time()).contains(new TimeConfig(new PayloadPath(List.of("at")), TimeUnitConfig.MS));
        assertThat(press(config).outOfOrderness()).isEqualTo(Duration.ofMillis(1500));
        assertThat(press(config).idleTimeout()).isZero();
        assertThat(press(config).bounds().maxFuture()).isEqualTo(Duration.ofMinutes(10));
        assertThat(press(config).journal()).isEqualTo("fast");
        assertThat(pipeline(config).journal()).isEqualTo("fast");
        assertThat(pipeline(config).groupBy()).isEmpty();
        assertThat(pipeline(config).having().orElseThrow().text()).isEqualTo("n > 10");
        assertThat(pipeline(config).window())
                .isEqualTo(new WindowConfig.Hopping(Duration.ofMinutes(1), Duration.ofSeconds(10), Duration.ZERO));
        assertThat(config.storage().journals().get("readings"))
                .isEqualTo(journal("readings", Optional.empty(), Optional.empty()));
        assertThat(config.storage().journals().get("fast"))
                .isEqualTo(journal("fast", Optional.empty(), Optional.of(ByteSize.ofMiB(1536))));
        assertThat(config.api()).isEqualTo(new ApiConfig(true, "::1", 0));
    }

    @Test
    void shouldTurnTheApiOff() throws Exception {
        with("listen: 127.0.0.1:8480", "listen: off");
        assertThat(read().api().enabled()).isFalse();
    }

    @Test
    void shouldReadAFileWithAByteOrderMarkAndWindowsLineEnds() throws Exception {
        text = "\uFEFF" + text.replace("\n", "\r\n");
        assertThat(read().sources()).containsOnlyKeys("plant", "cells");
    }

    @Test
    void shouldReadEveryFormatOfAPayload() throws Exception {
        assertThat(press(read()).payload()).isEqualTo(PayloadConfig.JSON);
        for (DecodeConfig format :
                List.of(new DecodeConfig.LineProtocol(), new DecodeConfig.MessagePack(), new DecodeConfig.Cbor())) {
            good();
            with("decode: json", "decode: " + format.type()).with("$.loc.line", "$.line");
            assertThat(press(read()).payload()).isEqualTo(PayloadConfig.of(format));
        }
        good();
        with("decode: json", "decode: csv").with("$.loc.line", "$.line");
        assertThat(press(read()).payload().format()).isEqualTo(new DecodeConfig.Csv(',', true, List.of(), false));
        good();
        with("decode: json", "decode: { type: csv, delimiter: \"\\t\", columns: [ts, temp, rpm, line], trim: true }")
                .with("$.loc.line", "$.line");
        assertThat(press(read()).payload().format())
                .isEqualTo(new DecodeConfig.Csv('\t', false, List.of("ts", "temp", "rpm", "line"), true));
        good();
        with("decode: json", "decode: { type: senml, encoding: cbor, rows: pivot }");
        assertThat(press(read()).payload().format())
                .isEqualTo(new DecodeConfig.Senml(DecodeConfig.Senml.Encoding.CBOR, DecodeConfig.Senml.Rows.PIVOT));
        good();
        with("decode: json", "decode: raw")
                .with("    time: { path: $.ts, unit: ms }\n", "")
                .with("rpm: long", "rpm: { topic: 2 }")
                .with("{ path: $.loc.line, type: long }", "{ topic: full }");
        assertThat(press(read()).payload().format()).isEqualTo(new DecodeConfig.Raw());
    }

    @Test
    void shouldReadTimesOfTheFormatsThatHaveAUnitOfTheirOwn() throws Exception {
        with("decode: json", "decode: line_protocol")
                .with("{ path: $.ts, unit: ms }", "$._time")
                .with("$.loc.line", "$.tags.line");
        assertThat(press(read()).time()).contains(new TimeConfig(new PayloadPath(List.of("_time")), TimeUnitConfig.NS));
    }

    @Test
    void shouldReadEnvelopesUnknownMembersAndBoundsOfTime() throws Exception {
        with(
                "decode: json",
                "decode: json\n    decompress: auto\n    unknown: keep\n    max_past: 30d\n    min_time: 2020-01-01");
        StreamConfig press = press(read());
        assertThat(press.payload())
                .isEqualTo(new PayloadConfig(
                        new DecodeConfig.Json(),
                        PayloadConfig.Unknown.KEEP,
                        Optional.of(
                                new PayloadConfig.Envelope(PayloadConfig.Compression.AUTO, ByteSize.ofMiB(1), 200))));
        assertThat(press.schema().fields())
                .last()
                .isEqualTo(new io.weir.model.Field(PayloadConfig.UNKNOWN_COLUMN, FieldType.STRING));
        assertThat(press.bounds())
                .isEqualTo(new TimeBounds(
                        Instant.parse("2020-01-01T00:00:00Z"), Optional.of(Duration.ofDays(30)), Duration.ofHours(1)));
    }

    @Test
    void shouldReadTimesByAPatternInAZone() throws Exception {
        with("unit: ms", "pattern: \"dd.MM.yyyy HH:mm:ss\", zone: Europe/Berlin")
                .with("rpm: long", "rpm: { type: timestamp, pattern: yyyyMMddHHmmss }");
        StreamConfig press = press(read());
        TimePattern pattern = press.time().orElseThrow().pattern().orElseThrow();
        assertThat(Instant.from(pattern.formatter().parse("24.12.2026 18:00:00")))
                .isEqualTo("2026-12-24T17:00:00Z");
        assertThat(press.fields().get(1).timePattern()).contains(new TimePattern("yyyyMMddHHmmss", ZoneOffset.UTC));
    }

    @Test
    void shouldReadRulesAndPrintThem() throws Exception {
        WeirConfig config = with("    key: \"{topic.1}\"\n", """
                    key: "{topic.1}"
                    where: temp > -40
                    dedupe: { by: [key, rpm], within: 10m }
                    sample: { every: 500ms }
                    deadband: { temp: 0.5, rpm: 2%, max_silence: 30s }
                """).read();

        RowRules rules = press(config).rules();
        assertThat(rules.where().orElseThrow().text()).isEqualTo("temp > -40");
        assertThat(rules.dedupe())
                .hasValue(new RowRules.Dedupe(List.of("key", "rpm"), Duration.ofMinutes(10), 1_000_000));
        assertThat(rules.sample()).hasValue(new RowRules.Sample.Interval(Duration.ofMillis(500)));
        assertThat(rules.deadband())
                .hasValue(new RowRules.Deadband(
                        List.of(new RowRules.Band("temp", 0.5, false), new RowRules.Band("rpm", 2, true)),
                        Duration.ofSeconds(30)));
    }

    @Test
    void shouldReadSparkplugAndNamesInBrackets() throws Exception {
        with("    inputs: [plant, cells]\n    decode: json\n", """
                    inputs: [plant]
                    decode: { type: sparkplug_b, rebirth: false, rebirth_interval: 1m }
                """)
                .with("    key: \"{topic.1}\"\n    time: { path: $.ts, unit: ms }\n", "")
                .with("{ path: $.loc.line, type: long }", "{ path: \"$['Inlet Temp/PV.1']\", type: long }");

        StreamConfig press = press(read());

        assertThat(press.payload().format()).isEqualTo(new DecodeConfig.SparkplugB(false, Duration.ofMinutes(1)));
        assertThat(press.time()).contains(new TimeConfig(new PayloadPath(List.of("_time")), TimeUnitConfig.MS));
        assertThat(press.key().text()).isEqualTo("$._id");
        assertThat(press.fields().get(2).origin()).isEqualTo(payload("Inlet Temp/PV.1"));
        assertThat(ConfigPrinter.effective(read()))
                .contains(
                        "decode: { type: sparkplug_b, rebirth: false, rebirth_interval: 1m }", "$['Inlet Temp/PV.1']");
    }

    @Test
    void shouldReadHttpAndFileSourcesAndPrintThem() throws Exception {
        java.nio.file.Files.writeString(folder.resolve("token"), "s3cret\n");
        WeirConfig config = with("sources:\n", """
                sources:
                  push: { type: http, listen: "0.0.0.0:9000", token_file: token }
                  local: { type: http }
                  history: { type: file, paths: ["old/*.csv"], order: together, skip_lines: 1 }
                  table: { type: file, paths: [machines.csv], reload: true }
                """).read();

        HttpSourceConfig push = (HttpSourceConfig) Configs.get(config.sources(), "push");
        assertThat(push.token()).hasValue(new Secret("s3cret"));
        assertThat(push.port()).isEqualTo(9000);
        HttpSourceConfig local = (HttpSourceConfig) Configs.get(config.sources(), "local");
        assertThat(local.host() + ":" + local.port()).isEqualTo("127.0.0.1:8481");
        FileSourceConfig history = (FileSourceConfig) Configs.get(config.sources(), "history");
        assertThat(history.paths()).containsExactly(folder.resolve("old/*.csv").toString());
        assertThat(history.order()).isEqualTo(FileSourceConfig.Order.TOGETHER);
        assertThat(history.reading()).isEqualTo(FileSourceConfig.Reading.ONCE);
        FileSourceConfig table = (FileSourceConfig) Configs.get(config.sources(), "table");
        assertThat(table.reading()).isEqualTo(FileSourceConfig.Reading.RELOAD);
    }
}
