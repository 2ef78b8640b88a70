package io.weir.ingest.infer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.ingest.decode.SchemaException;
import io.weir.ingest.decode.Topic;
import io.weir.ingest.protobuf.Plant;
import io.weir.ingest.sparkplug.Payloads;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;
import org.eclipse.tahu.message.model.MetricDataType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BinaryDefinitionTest {
    private static final String BIRTH = "spBv1.0/north/NBIRTH/edge1";
    private static final String DATA = "spBv1.0/north/NDATA/edge1";

    @TempDir
    private Path dir;

    private static String of(Inference samples) {
        assertThat(samples.isEmpty()).as(samples.badWhy()).isFalse();
        return Definition.of(samples, "press", "plant", "a test");
    }

    private static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replace(" ", ""));
    }

    @ParameterizedTest
    @CsvSource({
        // {"ts": 1700000000000, "id": "p1", "v": 1.5, "m": {"n": -3, "raw": h'0102', "l": [1, [2]]}}, by hand
        "cbor, a4 627473 1b0000018bcfe56800 626964 627031 6176 f93e00 616d a3 616e 22 63726177 420102 616c 820181 02",
        "msgpack, 84 a27473 cf0000018bcfe56800 a26964 a27031 a176 cb3ff8000000000000 a16d 83 a16e fd a3726177 c4020102 a16c 920191 02",
    })
    void shouldSayWhatStandsInAFormatThatDescribesItself(String format, String payload) {
        Inference samples = Inference.ofAny();
        samples.add(new Topic("plant/p1"), hex(payload));
        samples.add(new Topic("plant/p1"), hex(payload));
        samples.add(new Topic("plant/p1"), hex(payload.substring(0, payload.length() - 3)));
        assertThat(of(samples))
                .startsWith("# 2 rows in 3 messages of a test\n# 1 message is not " + format + " (")
                .endsWith("""
                streams:
                  press:
                    inputs: [plant]
                    decode: %s
                    key: $.id  # 1 value
                    time: { path: $.ts, unit: ms }
                    fields:
                      v: double  # always 1.5
                      n: { path: $.m.n, type: long }  # always -3
                      # $.m.raw: bytes, which no field can hold
                      # $.m.l: an array, which no field can hold
                """.formatted(format));
    }

    @Test
    void shouldReadArraysOfObjectsAndRefuseWhatIsNone() {
        Inference samples = Inference.of(Format.CBOR);
        samples.add(new Topic("t"), hex("9f a1 6176 01 bf 6176 f5 ff ff"));
        assertThat(of(samples)).contains("2 rows in 1 message", "v: string  # mixed");
        for (String bad : List.of("01", "81 01", "80", "a1 6176", "a1 6176 01 00", "a1 f6 01", "a1 f4")) {
            samples.add(new Topic("t"), hex(bad));
        }
        assertThat(of(samples)).contains("# 7 messages are not cbor (");
    }

    @Test
    void shouldSayWhatStandsInAvro() throws Exception {
        Path file = Files.writeString(dir.resolve("press.avsc"), """
                {"type":"record","name":"Press","fields":[
                  {"name":"at","type":{"type":"long","logicalType":"timestamp-micros"}},
                  {"name":"device","type":"string"},
                  {"name":"temp","type":["null","double"]},
                  {"name":"price","type":{"type":"bytes","logicalType":"decimal","precision":9,"scale":2}}]}
                """);
        Schema schema = new Schema.Parser().parse(Files.readString(file));
        Inference samples = Inference.ofAvro(file);
        for (int i = 0; i < 4; i++) {
            GenericData.Record row = new GenericData.Record(schema);
            row.put("at", 1_700_000_000_000_000L + i);
            row.put("device", "p" + i % 2);
            row.put("temp", i == 3 ? null : 20.5 + i);
            row.put("price", java.nio.ByteBuffer.wrap(new byte[] {4, (byte) 0xd2}));
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(out, null);
            new GenericDatumWriter<>(schema).write(row, encoder);
            encoder.flush();
            samples.add(new Topic("t"), out.toByteArray());
        }
        assertThat(of(samples)).isEqualTo("""
                # 4 rows in 4 messages of a test
                streams:
                  press:
                    inputs: [plant]
                    decode: { type: avro, schema_file: %s }
                    key: $.device  # 2 values
                    time: { path: $.at, unit: us }
                    fields:
                      temp: double  # null or absent in 1 of 4; 20.5 to 22.5
                      price: double  # always 12.34
                """.formatted(file));
        assertThatThrownBy(() -> Inference.ofAvro(dir.resolve("gone.avsc"))).isInstanceOf(SchemaException.class);
    }

    @Test
    void shouldSayWhatStandsInProtobuf() throws Exception {
        Path file = Files.write(dir.resolve("plant.desc"), Plant.files().toByteArray());
        Inference samples = Inference.ofProtobuf(file, "plant.Press", Optional.empty());
        // name: "p1", temp: 21.5, stamp: 1,700,000,000 s
        byte[] message = hex("32 02 7031 19 0000000000803540 72 06 08 80e2cfaa06");
        samples.add(new Topic("plant/north"), message);
        samples.add(new Topic("plant/south"), message);
        assertThat(of(samples))
                .contains("    decode: { type: protobuf, descriptor_file: " + file + ", message: plant.Press }\n")
                .contains("    key: \"{topic.1}\"  # 2 values; other candidates: $.name (1 value), $.mode (1 value)\n")
                .contains("    time: { path: $.stamp, unit: ns }\n")
                .contains("      temp: double  # always 21.5\n")
                .contains("      # $.raw: bytes, which no field can hold\n");
    }

    @Test
    void shouldSayWhichMetricsSparkplugHas() throws Exception {
        Inference samples = Inference.ofAny();
        byte[] data = Payloads.of(2, Payloads.aliased(7, MetricDataType.Int32, -5, Payloads.T));
        samples.add(new Topic(DATA), data);
        samples.add(
                new Topic(BIRTH),
                Payloads.of(
                        0,
                        Payloads.named("bdSeq", MetricDataType.Int64, 3L),
                        Payloads.defined("Inlet/Temperature", 6, MetricDataType.Double, 21.5),
                        Payloads.defined("Load's", 9, MetricDataType.Int32, 1),
                        Payloads.defined("Load", 7, MetricDataType.Int32, 4)));
        samples.add(new Topic(DATA), data);
        samples.add(new Topic("spBv1.0/north/NCMD/edge1"), data);
        assertThat(of(samples)).isEqualTo("""
                # 2 rows in 4 messages of a test
                # 1 message is not sparkplug_b (sparkplug_b: aliases need the birth of t…), and would be dead letters
                streams:
                  press:
                    inputs: [plant]
                    decode: sparkplug_b
                    # key and time are those of the format
                    fields:
                      inlet_temperature: { path: $.Inlet/Temperature, type: double }  # null or absent in 1 of 2; always 21.5
                      load: { path: $.Load, type: long }  # -5 to 4
                      # not to be named by a path: "Load's"
                """);
    }

    @Test
    void shouldSayWhatRawValuesAre() {
        Inference samples = Inference.ofAny();
        samples.add(new Topic("plant/p1/temp"), "21.5".getBytes(StandardCharsets.UTF_8));
        samples.add(new Topic("plant/p2/temp"), " 22\n".getBytes(StandardCharsets.UTF_8));
        assertThat(of(samples)).isEqualTo("""
                # 2 rows in 2 messages of a test
                streams:
                  press:
                    inputs: [plant]
                    decode: raw
                    key: "{topic.1}"  # 2 values
                    # no member is surely a time: rows have the time of their arrival
                    fields:
                      value: double  # 21.5 to 22
                """);
        Inference states = Inference.of(Format.RAW);
        states.add(new Topic("plant/p1/state"), "2026-11-22T10:00:00Z".getBytes(StandardCharsets.UTF_8));
        states.add(new Topic("plant/p1/state"), "idle".getBytes(StandardCharsets.UTF_8));
        assertThat(of(states)).contains("key: \"{topic}\"\n", "value: string");
    }

    @Test
    void shouldOpenCompressedPayloads() throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write("{\"v\":1}".getBytes(StandardCharsets.UTF_8));
        }
        Inference samples = Inference.ofAny();
        samples.add(new Topic("t"), out.toByteArray());
        samples.add("{\"v\":2}");
        assertThat(of(samples))
                .contains("    decode: json\n    decompress: auto  # 1 of 2 are compressed\n", "v: long");
    }
}
