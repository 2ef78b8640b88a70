package io.weir.ingest.registry;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.DescriptorProtos.FileDescriptorProto;
import io.weir.config.DecodeConfig;
import io.weir.config.DecodeConfig.SchemaOrigin;
import io.weir.config.PayloadConfig.Compression;
import io.weir.config.PayloadConfig.Envelope;
import io.weir.ingest.DecoderTester;
import io.weir.ingest.Streams;
import io.weir.ingest.decode.Reason;
import io.weir.ingest.protobuf.Plant;
import io.weir.model.ByteSize;
import io.weir.model.FieldType;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Payloads of each kind as Confluent's serializers write them. */
@Timeout(60)
class RegisteredDecoderTest {
    private final RegistryServer server = RegistryServer.start();
    private DecoderTester tester;

    @AfterEach
    void close() {
        tester.decoder().close();
        server.close();
    }

    private void avro(FieldType type) {
        use(new DecodeConfig.Avro(new SchemaOrigin.Registered(server.config())), type);
    }

    private void protobuf(FieldType type) {
        use(new DecodeConfig.Protobuf(new SchemaOrigin.Registered(server.config()), Optional.empty()), type);
    }

    private void use(DecodeConfig format, FieldType type) {
        tester = DecoderTester.of(Streams.stream().arrivalTime().decode(format).field("v", type, "line"));
    }

    /** A header, and what follows it in hexadecimal digits. */
    private static byte[] payload(int id, String hex) {
        byte[] value = HexFormat.of().parseHex(hex.replace(" ", ""));
        return ByteBuffer.allocate(5 + value.length)
                .put((byte) 0)
                .putInt(id)
                .put(value)
                .array();
    }

    private static String record(String fields) {
        return "{\"type\":\"record\",\"name\":\"R\",\"fields\":[" + fields + "]}";
    }

    @Test
    void shouldReadEachPayloadByTheSchemaThatItWasWrittenBy() {
        server.schema("/schemas/ids/1", null, record("{\"name\":\"line\",\"type\":\"long\"}"), "");
        server.schema(
                "/schemas/ids/2",
                "AVRO",
                record("{\"name\":\"new\",\"type\":\"string\"},{\"name\":\"line\",\"type\":\"int\"}"),
                "");
        avro(FieldType.LONG);
        for (int i = 0; i < 3; i++) {
            assertThat(tester.rows(payload(1, "0a"))).isEqualTo("now p7 5\n");
            assertThat(tester.rows(payload(2, "02 61 0c"))).isEqualTo("now p7 6\n");
        }
        tester.assertRejected(Reason.INVALID_AVRO, "at byte 1: the payload ends within its value", payload(2, "0a"));
    }

    @Test
    void shouldFollowReferencesOfAvro() {
        String unit = "{\"type\":\"enum\",\"name\":\"plant.Unit\",\"symbols\":[\"C\",\"K\"]}";
        server.schema("/subjects/unit/versions/1", null, unit, "");
        server.schema(
                "/subjects/loc/versions/2",
                null,
                "{\"type\":\"record\",\"name\":\"plant.Loc\",\"fields\":[{\"name\":\"u\",\"type\":\"plant.Unit\"}]}",
                "{\"name\":\"plant.Unit\",\"subject\":\"unit\",\"version\":1}");
        server.schema(
                "/schemas/ids/1",
                null,
                record("{\"name\":\"loc\",\"type\":\"plant.Loc\"},{\"name\":\"line\",\"type\":\"plant.Unit\"}"),
                "{\"name\":\"plant.Loc\",\"subject\":\"loc\",\"version\":2},"
                        + "{\"name\":\"plant.Unit\",\"subject\":\"unit\",\"version\":1}");
        avro(FieldType.STRING);
        assertThat(tester.rows(payload(1, "00 02"))).isEqualTo("now p7 'K'\n");
    }

    private void plant(int id) {
        server.schema("/schemas/ids/" + id + "?format=serialized", "PROTOBUF", base64(Plant.loc()), "");
    }

    private static String base64(FileDescriptorProto file) {
        return Base64.getEncoder().encodeToString(file.toByteArray());
    }

    @Test
    void shouldReadProtobufByThePathToItsType() {
        plant(3);
        FileDescriptorProto nested = Plant.plant().toBuilder()
                .setName("")
                .setMessageType(
                        0,
                        Plant.plant().getMessageType(0).toBuilder()
                                .addNestedType(Plant.loc().getMessageType(0).toBuilder()
                                        .setName("Inner")))
                .build();
        server.schema(
                "/schemas/ids/4?format=serialized",
                "PROTOBUF",
                base64(nested),
                "{\"name\":\"loc.proto\",\"subject\":\"loc\",\"version\":1}");
        server.schema(
                "/subjects/loc/versions/1?format=serialized",
                "PROTOBUF",
                base64(Plant.loc().toBuilder().setName("x").build()),
                "");
        protobuf(FieldType.LONG);
        assertThat(tester.rows(payload(3, "00 0805"))).as("a short path").isEqualTo("now p7 5\n");
        assertThat(tester.rows(payload(3, "0200 0806"))).as("a path of one").isEqualTo("now p7 6\n");
        // Press has the entry of its map first, then Inner.
        assertThat(tester.rows(payload(4, "040002 0807"))).as("nested").isEqualTo("now p7 7\n");
        String nowhere = "the path to the message's type leads nowhere in its schema";
        tester.assertRejected(Reason.INVALID_PROTOBUF, nowhere, payload(3, "0202"));
        tester.assertRejected(Reason.INVALID_PROTOBUF, nowhere, payload(3, "0201"));
        tester.assertRejected(Reason.INVALID_PROTOBUF, "the path to the message's type breaks off", payload(3, ""));
        tester.assertRejected(Reason.INVALID_PROTOBUF, "the path to the message's type breaks off", payload(3, "0280"));
        tester.assertRejected(
                Reason.INVALID_PROTOBUF, "the path to the message's type has 50 numbers", payload(3, "64"));
        tester.assertRejected(
                Reason.INVALID_PROTOBUF, "the path to the message's type has -1 numbers", payload(3, "01"));
    }

    @Test
    void shouldReadJsonBehindItsNumber() throws IOException {
        server.schema("/schemas/ids/5", "JSON", "{\"type\":\"object\"}", "");
        use(new DecodeConfig.RegisteredJson(server.config()), FieldType.LONG);
        byte[] payload = payload(5, HexFormat.of().formatHex("{\"line\":5}".getBytes(StandardCharsets.UTF_8)));
        assertThat(tester.rows(payload)).isEqualTo("now p7 5\n");
        tester.assertRejected(Reason.INVALID_JSON, "the payload ends within its value", payload(5, "7b"));
        tester.decoder().close();
        tester = DecoderTester.of(Streams.stream()
                .arrivalTime()
                .decode(new DecodeConfig.RegisteredJson(server.config()))
                .envelope(new Envelope(Compression.AUTO, ByteSize.ofMiB(1), 100))
                .field("v", FieldType.LONG, "line"));
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
            out.write(payload);
        }
        assertThat(tester.rows(zipped.toByteArray())).isEqualTo("now p7 5\n");
    }

    @Test
    void shouldSayWhySchemasCannotBeUsed() {
        avro(FieldType.LONG);
        String noHeader = "the payload does not begin with a byte 0 and the number of its schema in 4 bytes, as the"
                + " registry's serializers write it";
        tester.assertRejected(Reason.UNKNOWN_SCHEMA, noHeader, "{\"line\":5}");
        tester.assertRejected(Reason.UNKNOWN_SCHEMA, noHeader, new byte[] {0, 0, 0, 1});
        tester.assertRejected(
                Reason.UNKNOWN_SCHEMA, "the schema registry does not have /schemas/ids/9", payload(9, "00"));
        server.schema("/schemas/ids/5", "JSON", "{}", "");
        server.schema("/schemas/ids/6", null, "{\"type\":\"recor\"}", "");
        server.schema("/schemas/ids/7", null, "\"long\"", "");
        server.schema("/schemas/ids/8", null, record("{\"name\":\"line\",\"type\":\"plant.Unit\"}"), "");
        tester.assertRejected(
                Reason.UNKNOWN_SCHEMA, "schema 5 of the registry is JSON, expected AVRO", payload(5, "00"));
        assertThat(tester.decode(payload(6, "00"))).isEqualTo(Reason.UNKNOWN_SCHEMA);
        assertThat(tester.detail()).startsWith("schema 6 of the registry is no Avro schema: ");
        tester.assertRejected(
                Reason.UNKNOWN_SCHEMA,
                "schema 7 of the registry is the schema of a long, expected that of a record, or of an array of"
                        + " records",
                payload(7, "00"));
        assertThat(tester.decode(payload(8, "00"))).isEqualTo(Reason.UNKNOWN_SCHEMA);
        assertThat(tester.detail()).contains("plant.Unit");
    }

    @Test
    void shouldSayWhyProtobufSchemasCannotBeUsed() {
        protobuf(FieldType.LONG);
        server.schema("/schemas/ids/1?format=serialized", "PROTOBUF", "syntax = \"proto3\";", "");
        tester.assertRejected(
                Reason.UNKNOWN_SCHEMA,
                "schema 1 of the registry is given as the text of a .proto file: the registry does not know"
                        + " format=serialized; use descriptor_file instead",
                payload(1, "00"));
        server.schema("/schemas/ids/2?format=serialized", "PROTOBUF", base64(Plant.plant()), "");
        tester.assertRejected(
                Reason.UNKNOWN_SCHEMA,
                "schema 2 of the registry imports loc.proto, which is not in it; write it with protoc --include_imports",
                payload(2, "00"));
    }

    @Test
    void shouldSurviveEveryDamage() {
        server.schema("/schemas/ids/1", null, record("{\"name\":\"line\",\"type\":\"long\"}"), "");
        avro(FieldType.LONG);
        tester.survivesDamage(payload(1, "808001"));
    }
}
