package io.weir.ingest.fuzz;

import io.weir.config.DecodeConfig;
import io.weir.config.DecodeConfig.SchemaOrigin;
import io.weir.config.DecodeConfig.Senml;
import io.weir.config.Location;
import io.weir.config.PayloadConfig.Compression;
import io.weir.config.PayloadConfig.Envelope;
import io.weir.config.PayloadConfig.Unknown;
import io.weir.config.TimeUnitConfig;
import io.weir.ingest.DecoderTester;
import io.weir.ingest.Streams;
import io.weir.ingest.mqtt.PacketInput;
import io.weir.ingest.protobuf.Plant;
import io.weir.model.ByteSize;
import io.weir.model.FieldType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** Something that takes whatever bytes come: it may refuse them, and must not fail. */
enum FuzzTarget {
    JSON(() -> json(Unknown.IGNORE)),
    JSON_KEPT(() -> json(Unknown.KEEP)),
    CSV(() -> decoder(usual(new DecodeConfig.Csv(',', true, List.of(), true)))),
    LINE_PROTOCOL(() -> decoder(Streams.stream()
            .decode(new DecodeConfig.LineProtocol())
            .time(TimeUnitConfig.NS, "_time")
            .field("host", FieldType.STRING, "tags", "host")
            .field("temp", FieldType.DOUBLE, "temp"))),
    SENML_JSON(() -> decoder(Streams.stream()
            .decode(new Senml(Senml.Encoding.JSON, Senml.Rows.PIVOT))
            .time(TimeUnitConfig.S, "t")
            .field("temp", FieldType.DOUBLE, "temp"))),
    SENML_CBOR(() -> decoder(Streams.stream()
            .decode(new Senml(Senml.Encoding.CBOR, Senml.Rows.RECORD))
            .time(TimeUnitConfig.S, "t")
            .field("v", FieldType.DOUBLE, "v"))),
    MSGPACK(() -> decoder(usual(new DecodeConfig.MessagePack()))),
    CBOR(() -> decoder(usual(new DecodeConfig.Cbor()))),
    RAW(() -> decoder(
            Streams.stream().decode(new DecodeConfig.Raw()).arrivalTime().field("v", FieldType.DOUBLE, "v"))),
    AVRO(() -> decoder(usual(new DecodeConfig.Avro(file("rows.avsc", Avro.SCHEMA.getBytes(StandardCharsets.UTF_8))))
            .unknown(Unknown.KEEP))),
    PROTOBUF(() -> decoder(usual(new DecodeConfig.Protobuf(
                    file("plant.desc", Plant.files().toByteArray()), Optional.of("plant.Press")))
            .unknown(Unknown.KEEP))),
    SPARKPLUG(FuzzTarget::sparkplug),
    ENVELOPE(() -> decoder(Streams.usual().envelope(new Envelope(Compression.AUTO, ByteSize.ofKiB(64), 100)))),
    MQTT_3(() -> bytes -> PacketInput.read(bytes, false)),
    MQTT_5(() -> bytes -> PacketInput.read(bytes, true));

    @SuppressWarnings("ImmutableEnumChecker") // suppliers of what is new each time
    private final Supplier<Consumer<byte[]>> make;

    FuzzTarget(Supplier<Consumer<byte[]>> make) {
        this.make = make;
    }

    /** What takes the bytes; fails with any throwable if it does what it must not. One thread. */
    Consumer<byte[]> start() {
        return make.get();
    }

    /** The same bytes as a birth, as data that follow it, and as a death. */
    private static Consumer<byte[]> sparkplug() {
        DecoderTester tester = DecoderTester.of(Streams.stream()
                .decode(new DecodeConfig.SparkplugB(true))
                .key(Streams.payloadKey(DecodeConfig.SparkplugB.ID))
                .time(TimeUnitConfig.MS, DecodeConfig.SparkplugB.TIME)
                .field("temp", FieldType.DOUBLE, "temp")
                .field("name", FieldType.STRING, "name"));
        return bytes -> {
            for (String topic : List.of("NBIRTH/edge", "DDATA/edge/press", "NDEATH/edge")) {
                tester.topic("spBv1.0/north/" + topic).decode(bytes);
            }
        };
    }

    private static Streams usual(DecodeConfig format) {
        return Streams.usual().decode(format);
    }

    private static Consumer<byte[]> decoder(Streams stream) {
        DecoderTester tester = DecoderTester.of(stream);
        return tester::decode;
    }

    /** What becomes rows must be JSON for a full parser. */
    private static Consumer<byte[]> json(Unknown unknown) {
        DecoderTester tester = DecoderTester.of(Streams.usual().unknown(unknown));
        JsonFactory factory = new JsonFactory();
        return bytes -> {
            if (tester.decode(bytes) != null) {
                return;
            }
            try (JsonParser parser = factory.createParser(ObjectReadContext.empty(), bytes)) {
                parser.nextToken();
                parser.skipChildren();
                if (parser.nextToken() != null) {
                    throw new AssertionError("something follows the value");
                }
            } catch (JacksonException e) {
                throw new AssertionError("the full parser refuses what has become rows", e);
            }
        };
    }

    private static SchemaOrigin.InFile file(String name, byte[] content) {
        try {
            Path folder = Files.createTempDirectory("weir-fuzz");
            Path file = Files.write(folder.resolve(name), content);
            file.toFile().deleteOnExit();
            folder.toFile().deleteOnExit();
            return new SchemaOrigin.InFile(file, new Location(file, 1, 1));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every shape of the format. */
    private static final class Avro {
        static final String SCHEMA = """
                {"type":"record","name":"Row","fields":[
                  {"name":"ts","type":{"type":"long","logicalType":"timestamp-millis"}},
                  {"name":"seq","type":["null","long"]},
                  {"name":"temp","type":{"type":"bytes","logicalType":"decimal","precision":30,"scale":3}},
                  {"name":"loc","type":{"type":"record","name":"Loc","fields":[
                    {"name":"line","type":"int"},{"name":"in","type":["null","Loc"]}]}},
                  {"name":"more","type":{"type":"map","values":{"type":"array","items":["null","float","string"]}}}]}
                """;
    }
}
