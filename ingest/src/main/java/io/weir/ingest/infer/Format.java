package io.weir.ingest.infer;

import io.weir.config.YamlText;
import io.weir.ingest.avro.AvroReader;
import io.weir.ingest.avro.AvroSchema;
import io.weir.ingest.cbor.CborReader;
import io.weir.ingest.decode.SchemaException;
import io.weir.ingest.msgpack.MessagePackReader;
import io.weir.ingest.protobuf.ProtobufReader;
import io.weir.ingest.protobuf.ProtobufType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** A format that payloads can be sampled in without a schema. */
public enum Format {
    JSON(JsonRows::new),
    CSV(CsvRows::new),
    LINE_PROTOCOL(LineRows::new),
    CBOR(() -> new TokenRows(new CborReader(), "cbor")),
    MSGPACK(() -> new TokenRows(new MessagePackReader(), "msgpack")),
    SPARKPLUG_B(SparkplugRows::new),
    RAW(() -> new RawRows(true));

    /** In the order in which they are tried. */
    static final List<Supplier<PayloadRows>> TEXTS =
            List.of(JsonRows::new, LineRows::new, () -> new RawRows(false), CsvRows::new);

    static final List<Supplier<PayloadRows>> BINARIES = List.of(CBOR::rows, MSGPACK::rows);

    @SuppressWarnings("ImmutableEnumChecker") // makes a new one each time
    private final Supplier<PayloadRows> rows;

    Format(Supplier<PayloadRows> rows) {
        this.rows = rows;
    }

    PayloadRows rows() {
        return rows.get();
    }

    /** Its name in the configuration. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The names of all. */
    public static List<String> words() {
        List<String> words = new ArrayList<>();
        for (Format format : values()) {
            words.add(format.word());
        }
        return words;
    }

    /** Avro by a file with its schema. */
    static PayloadRows avro(Path schema) throws SchemaException {
        AvroReader reader = new AvroReader();
        reader.use(AvroSchema.read(schema));
        return new TokenRows(reader, "{ type: avro, schema_file: " + YamlText.scalar(schema.toString()) + " }");
    }

    /**
     * Protobuf by a file of descriptors.
     *
     * @param message the message's full name
     * @param repeated the field whose messages are the rows; empty: the message is the row
     */
    static PayloadRows protobuf(Path descriptors, String message, Optional<String> repeated) throws SchemaException {
        ProtobufReader reader = new ProtobufReader();
        reader.use(ProtobufType.read(descriptors, message).withRows(repeated));
        return new TokenRows(
                reader,
                "{ type: protobuf, descriptor_file: " + YamlText.scalar(descriptors.toString()) + ", message: "
                        + YamlText.scalar(message)
                        + repeated.map(it -> ", rows: " + YamlText.scalar(it)).orElse("") + " }");
    }
}
