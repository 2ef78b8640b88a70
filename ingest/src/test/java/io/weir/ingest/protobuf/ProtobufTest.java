package io.weir.ingest.protobuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.DescriptorProtos.FileDescriptorSet;
import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.DoubleValue;
import com.google.protobuf.DynamicMessage;
import com.google.protobuf.Timestamp;
import com.google.protobuf.UnknownFieldSet;
import io.weir.config.DecodeConfig;
import io.weir.config.DecodeConfig.SchemaOrigin;
import io.weir.config.Location;
import io.weir.config.PayloadConfig.Unknown;
import io.weir.ingest.DecoderTester;
import io.weir.ingest.Streams;
import io.weir.ingest.decode.Reason;
import io.weir.ingest.decode.SchemaException;
import io.weir.model.FieldType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProtobufTest {
    @TempDir
    private Path folder;

    private Descriptor press;
    private DecoderTester usual;

    @BeforeEach
    void descriptors() throws Exception {
        FileDescriptorSet set = Plant.files();
        Files.write(folder.resolve("plant.desc"), set.toByteArray());
        press = ProtobufType.read(folder.resolve("plant.desc"), "plant.Press").descriptor();
        usual = of("plant.Press", Streams.usual());
    }

    private DecoderTester of(String message, Streams stream) {
        return DecoderTester.of(stream.decode(new DecodeConfig.Protobuf(
                new SchemaOrigin.InFile(folder.resolve("plant.desc"), new Location(Path.of("weir.yaml"), 1, 1)),
                Optional.of(message))));
    }

    private DecoderTester one(String field, FieldType type) {
        return of("plant.Press", Streams.stream().arrivalTime().field("v", type, field.split("\\.")));
    }

    private DynamicMessage.Builder message() {
        return DynamicMessage.newBuilder(press);
    }

    private FieldDescriptor field(String name) {
        return press.findFieldByName(name);
    }

    @Test
    void shouldMakeRowsOfARepeatedField() {
        Streams stream = Streams.stream()
                .arrivalTime()
                .field("line", FieldType.LONG, "line")
                .decode(new DecodeConfig.Protobuf(
                        new SchemaOrigin.InFile(folder.resolve("plant.desc"), new Location(Path.of("weir.yaml"), 1, 1)),
                        Optional.of("plant.Press"),
                        Optional.of("locs")));
        DecoderTester tester = DecoderTester.of(stream);
        Descriptor loc = field("locs").getMessageType();
        DynamicMessage.Builder message = message().setField(field("name"), "of the message");
        for (int line : new int[] {3, 1, 2}) {
            message.addRepeatedField(
                    field("locs"),
                    DynamicMessage.newBuilder(loc)
                            .setField(loc.findFieldByName("line"), line)
                            .build());
        }
        assertThat(tester.rows(message.build().toByteArray())).isEqualTo("now p7 3\nnow p7 1\nnow p7 2\n");
        tester.assertRejected(
                Reason.NOT_AN_OBJECT,
                "found an empty array, expected an object or an array of objects",
                message().build().toByteArray());
        tester.survivesDamage(message.build().toByteArray());
    }

    @ParameterizedTest
    @CsvSource({"list", "loc", "map", "lcos"})
    void shouldSayWhichFieldsCanBeRows(String name) throws Exception {
        ProtobufType type = ProtobufType.read(folder.resolve("plant.desc"), "plant.Press");
        assertThatThrownBy(() -> type.withRows(Optional.of(name)))
                .isInstanceOf(SchemaException.class)
                .hasMessage("has no repeated messages '" + name + "' in plant.Press; it has: locs");
    }

    @Test
    void shouldReadAMessage() {
        Descriptor loc = field("loc").getMessageType();
        DynamicMessage.Builder message = message()
                .setField(field("ts"), 1_700_000_000_000L)
                .setField(field("seq"), -5L)
                .setField(field("temp"), 21.5)
                .setField(
                        field("loc"),
                        DynamicMessage.newBuilder(loc)
                                .setField(loc.findFieldByName("line"), 3)
                                .build())
                .setField(field("on"), true)
                .setField(field("name"), "spindle ü");
        assertThat(usual.rows(message.build().toByteArray())).isEqualTo("1.7E9 p7 -5 21.5 3 true 'spindle ü' -\n");
    }

    @Test
    void shouldGiveWhatIsNotSentItsMeaning() {
        // ts, seq and name are sent when they are not 0 or empty only; temp and at say whether they are there.
        assertThat(of("plant.Press", Streams.usual().arrivalTime())
                        .rows(message().build().toByteArray()))
                .isEqualTo("now p7 0 - - false '' -\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "seq | LONG | 0801 | 0",
                "u64 | STRING | 50ffffffffffffffffff01 | '18446744073709551615'",
                "u64 | LONG | 5005 | 5",
                "u32 | LONG | 58ffffffff0f | 4294967295",
                "f32 | DOUBLE | 650000ac41 | 21.5",
                "mode | STRING | 6801 | 'ON'",
                "mode | LONG | 6807 | 7",
                "mode | STRING | 0801 | 'OFF'",
                "stamp | TIMESTAMP | 72060880e2cfaa06 | 1700000000000000000",
                "stamp | TIMESTAMP | 7a00 | -",
                "boxed | DOUBLE | 7a09090000000000803540 | 21.5",
                "boxed | DOUBLE | 7a00 | 0.0",
                "boxed | DOUBLE | 0801 | -",
                "map.b | LONG | 8201 050a01611001 8201 050a01621002 | 2",
                "temp | DOUBLE | 190000000000003540 190000000000803540 | 21.5",
            })
    void shouldReadEveryType(String field, FieldType type, String hex, String value) {
        assertThat(one(field, type).rows(HexFormat.of().parseHex(hex.replace(" ", ""))))
                .isEqualTo("now p7 " + value + "\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "list | LONG | 8a01020102 | TYPE_MISMATCH | field v at $.list: found an array, expected a long",
                "raw | STRING | 92010161 | TYPE_MISMATCH | field v at $.raw: found bytes, expected a string",
                "loc | LONG | 2200 | TYPE_MISMATCH | field v at $.loc: found an object, expected a long",
                "stamp | TIMESTAMP | 720b08ffffffffffffffff7f10 01 | INVALID_PROTOBUF | ~~",
                "stamp | TIMESTAMP | 720a08ffffffffffffffff7f | OUT_OF_RANGE"
                        + " | field v at $.stamp: 9223372036854775807 is beyond the range of a timestamp",
                "name | STRING | 3201ff | INVALID_PROTOBUF | Protocol message had invalid UTF-8.",
                "seq | LONG | 1000 0f | INVALID_PROTOBUF | Protocol message tag had invalid wire type.",
            })
    void shouldSayWhatIsWrong(String field, FieldType type, String hex, Reason reason, String detail) {
        DecoderTester tester = one(field, type);
        assertThat(tester.decode(HexFormat.of().parseHex(hex.replace(" ", "")))).isEqualTo(reason);
        assertThat(tester.detail()).contains(detail.equals("~~") ? "" : detail);
    }

    @Test
    void shouldSayThatRequiredFieldsAreMissing() {
        DecoderTester old = of("plant.Old", Streams.stream().arrivalTime().field("v", FieldType.LONG, "must"));
        assertThat(old.rows(HexFormat.of().parseHex("0805"))).isEqualTo("now p7 5\n");
        old.assertRejected(
                Reason.INVALID_PROTOBUF,
                "required fields are missing: must",
                HexFormat.of().parseHex("1001"));
    }

    @Test
    void shouldKeepAndRefuseWhatTheStreamDoesNotRead() {
        UnknownFieldSet future = UnknownFieldSet.newBuilder()
                .addField(
                        99,
                        UnknownFieldSet.Field.newBuilder()
                                .addVarint(1)
                                .addFixed32(2)
                                .build())
                .addField(
                        98,
                        UnknownFieldSet.Field.newBuilder()
                                .addLengthDelimited(ByteString.copyFromUtf8("hi"))
                                .build())
                .build();
        byte[] payload = message()
                .setField(field("seq"), 5L)
                .addRepeatedField(field("list"), 1)
                .addRepeatedField(field("list"), 2)
                .setField(field("stamp"), Timestamp.newBuilder().setSeconds(1).build())
                .setField(field("boxed"), DoubleValue.of(2))
                .setUnknownFields(future)
                .build()
                .toByteArray();
        Streams seq = Streams.stream().arrivalTime().field("seq", FieldType.LONG, "seq");
        assertThat(of("plant.Press", seq.unknown(Unknown.KEEP)).rows(payload))
                .isEqualTo(
                        "now p7 5 '{\"ts\":0,\"on\":false,\"name\":\"\",\"u64\":0,\"u32\":0,\"f32\":0.0,\"mode\":\"OFF\","
                                + "\"stamp\":1000000000,\"boxed\":2.0,\"list\":[1,2],\"raw\":\"\",\"98\":\"aGk=\",\"99\":[1,2]}'\n");
        DecoderTester strict = of(
                "plant.Loc",
                Streams.stream().arrivalTime().unknown(Unknown.REJECT).field("line", FieldType.LONG, "line"));
        assertThat(strict.rows(HexFormat.of().parseHex("0803"))).isEqualTo("now p7 3\n");
        strict.assertRejected(
                Reason.UNKNOWN_MEMBER,
                "found the member \"9\", which the stream does not read (unknown: reject)",
                HexFormat.of().parseHex("08034805"));
    }

    @Test
    void shouldSurviveEveryDamage() throws IOException {
        byte[] good = message()
                .setField(field("ts"), 5L)
                .setField(field("seq"), 5L)
                .setField(field("name"), "spindle")
                .setField(field("stamp"), Timestamp.newBuilder().setSeconds(1).build())
                .addRepeatedField(field("list"), 1)
                .build()
                .toByteArray();
        usual.survivesDamage(good);
    }
}
