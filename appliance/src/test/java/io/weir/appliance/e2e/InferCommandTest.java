package io.weir.appliance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.brokers.Broker;
import io.weir.brokers.MosquittoBroker;
import io.weir.brokers.MqttBroker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code weir infer} as a process: what it prints is right when it is pasted. */
class InferCommandTest {
    @TempDir
    private Path dir;

    private WeirProcess infer(String... arguments) {
        String[] all = new String[arguments.length + 1];
        all[0] = "infer";
        System.arraycopy(arguments, 0, all, 1, arguments.length);
        return WeirProcess.complete(dir, all);
    }

    /** Pastes a definition behind sources and checks it. */
    private void assertRight(String definition) throws IOException {
        Path config = Files.writeString(
                dir.resolve("pasted.yaml"),
                "version: 1\ndata_dir: data\nsources: { plant: { type: mqtt, url: \"mqtt://127.0.0.1:1883\", topics: [\"plant/#\"] } }\n"
                        + definition);
        WeirProcess check = WeirProcess.complete(dir, "check", "-c", config.toString());
        assertThat(check.err()).as(definition).isEmpty();
        assertThat(check.exitCode()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "Press 7.json | [{\"ts\":1700000000000,\"a\":{\"key\":1,\"temp\":2.5},\"not\":true,\"x y\":1,\"é\":\"${Z}\"}] | f: press_7",
                "a.ndjson | {\"ts\":\"2026-11-22T10:00:00Z\",\"device\":\"p1\"}\\n{\"ts\":\"2026-11-22T10:00:01Z\",\"device\":\"p1\"} | key: $.device",
                "readings.csv | time,id,null\\n1700000000,p1,1.5\\n1700000001,p1,2\\n | { type: csv, delimiter: \",\", header: true }",
                "bare.csv | 1.5\\tp1\\n2\\tp1\\n | columns: [c1, c2]",
                "lines.txt | press,host=p1 temp=1.5 1700000000000000000\\npress,host=p1 temp=2 1700000000000000001\\n | decode: line_protocol",
            })
    void shouldPrintADefinitionThatIsRightWhenPasted(String name, String text, String expected) throws IOException {
        Path file =
                Files.writeString(dir.resolve(name), text.replace("\\n", "\n").replace("\\t", "\t"));
        WeirProcess weir =
                infer("--file", file.toString(), "-c", dir.resolve("none.yaml").toString());
        assertThat(weir.err()).isEmpty();
        assertThat(weir.exitCode()).isZero();
        assertThat(weir.out()).contains(expected.replace("f: ", "  "));
        assertRight(weir.out());
    }

    @Test
    void shouldSampleABinaryPayload() throws IOException {
        Path file = Files.write(dir.resolve("press.cbor"), new byte[] {(byte) 0xa1, 0x61, 'v', (byte) 0xf9, 0x3e, 0});
        WeirProcess weir =
                infer("--file", file.toString(), "-c", dir.resolve("none.yaml").toString());
        assertThat(weir.err()).isEmpty();
        assertThat(weir.out()).contains("  press:\n", "decode: cbor", "v: double  # always 1.5");
        assertRight(weir.out());
    }

    @Test
    void shouldSampleAParquetFile() throws Exception {
        Path file = dir.resolve("press.parquet");
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("COPY (SELECT TIMESTAMP '2026-11-22' + INTERVAL (range) SECOND AS ts, 'p' || range % 3 AS"
                    + " device, range / 4 AS temp FROM range(5000)) TO '" + file + "' (FORMAT parquet)");
        }
        WeirProcess weir =
                infer("--file", file.toString(), "-c", dir.resolve("none.yaml").toString());
        assertThat(weir.err()).isEmpty();
        assertThat(weir.out())
                .contains("decode: json", "key: $.device", "time: { path: $.ts, unit: iso }", "temp: double");
        assertRight(weir.out());
        Files.writeString(file, "no parquet");
        assertThat(infer("--file", file.toString()).err()).contains("press.parquet is not read as Parquet: ");
    }

    @Test
    void shouldSayWhatIsWrongWithItsUse() throws IOException {
        Path file = Files.write(dir.resolve("noise"), new byte[] {(byte) 0xff, 0, 1});
        assertThat(infer("--file", file.toString()).err())
                .startsWith("weir: nothing of noise could be read (")
                .endsWith("); --decode chooses one of json, csv, line_protocol, cbor, msgpack, sparkplug_b, raw, avro,"
                        + " protobuf\n");
        assertThat(infer("--file", dir.resolve("gone").toString()).err()).contains("there is no file");
        Files.writeString(file, "hello");
        WeirProcess unread = infer("--file", file.toString());
        assertThat(unread.exitCode()).isEqualTo(1);
        assertThat(unread.err())
                .isEqualTo(
                        "weir: nothing of noise could be read (csv: the first line has one value); --decode chooses one"
                                + " of json, csv, line_protocol, cbor, msgpack, sparkplug_b, raw, avro, protobuf\n");
        assertThat(infer("--file", file.toString(), "--decode", "jsn").err())
                .startsWith(
                        "weir: --decode is 'jsn'; expected one of json, csv, line_protocol, cbor, msgpack, sparkplug_b,"
                                + " raw, avro, protobuf; did you mean 'json'?");
        assertThat(infer("--file", file.toString(), "--decode", "jsn").exitCode())
                .isEqualTo(2);
        assertThat(infer("--for", "3s").exitCode()).isEqualTo(2);
        assertThat(infer("--file", file.toString(), "--decode", "avro").err())
                .startsWith("weir: --decode avro needs --schema");
        assertThat(infer("--file", file.toString(), "--decode", "protobuf", "--schema", file.toString())
                        .err())
                .startsWith("weir: --decode protobuf needs --message");
        assertThat(infer("--file", file.toString(), "--schema", file.toString()).err())
                .startsWith("weir: --schema, --message and --rows are for --decode avro and --decode protobuf");
        assertThat(infer("--file", file.toString(), "--decode", "avro", "--schema", file.toString())
                        .err())
                .startsWith("weir: the file '" + file + "' ");
    }

    @Test
    void shouldSampleASourceWithoutDisturbingIt() throws Exception {
        try (Broker broker = MosquittoBroker.find()
                .<Broker>map(mosquitto -> mosquitto.start(dir.resolve("broker")))
                .orElseGet(() -> MqttBroker.start(dir.resolve("broker")))) {
            Path config = TestConfig.write(dir, TestConfig.mqtt(broker.port(), "plant/#", 1), "0s", "");
            WeirProcess weir = WeirProcess.start(
                    dir, "infer", "-c", config.toString(), "--source", "in", "--for", "30s", "--limit", "40");
            try (MqttFeed feed = new MqttFeed(broker.port())) {
                AtomicInteger sent = new AtomicInteger();
                Await.until(Duration.ofSeconds(60), () -> "the sampling does not end: " + weir.err(), () -> {
                    int i = sent.getAndIncrement();
                    String json = "{\"ts\":" + (1_790_000_000_000L + i) + ",\"temp\":" + i / 2.0 + "}";
                    feed.send("plant/p" + i % 3 + "/press", json.getBytes(StandardCharsets.UTF_8), 1);
                    return !weir.alive();
                });
            }
            assertThat(weir.exitCode()).isZero();
            assertThat(weir.out())
                    .contains("  in_stream:\n    inputs: [in]\n    decode: json\n    key: \"{topic.1}\"")
                    .contains("    time: { path: $.ts, unit: ms }\n    fields:\n      temp: double");
            assertRight(weir.out().replace("inputs: [in]", "inputs: [plant]"));
        }
    }
}
