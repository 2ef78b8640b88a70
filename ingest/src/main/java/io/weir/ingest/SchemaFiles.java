package io.weir.ingest;

import io.weir.config.ConfigException;
import io.weir.config.DecodeConfig;
import io.weir.config.DecodeConfig.SchemaOrigin;
import io.weir.config.Problem;
import io.weir.config.StreamConfig;
import io.weir.config.Suggest;
import io.weir.config.WeirConfig;
import io.weir.ingest.avro.AvroSchema;
import io.weir.ingest.decode.RowShape;
import io.weir.ingest.decode.RowWriter;
import io.weir.ingest.decode.SchemaException;
import io.weir.ingest.protobuf.ProtobufType;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The files that streams' payloads are read by. */
public final class SchemaFiles {
    private SchemaFiles() {}

    /**
     * Looks whether each can be used, and has what its stream reads.
     *
     * @throws ConfigException with every problem of every file
     */
    public static void check(WeirConfig config) throws ConfigException {
        List<Problem> problems = new ArrayList<>();
        for (StreamConfig stream : config.streams().values()) {
            DecodeConfig format = stream.payload().format();
            if (format instanceof DecodeConfig.Avro avro && avro.schema() instanceof SchemaOrigin.InFile file) {
                check(stream, file, "schema_file", () -> AvroSchema.read(file.file()), problems);
            } else if (format instanceof DecodeConfig.Protobuf protobuf
                    && protobuf.schema() instanceof SchemaOrigin.InFile file) {
                check(
                        stream,
                        file,
                        "descriptor_file",
                        () -> ProtobufType.read(file.file(), protobuf.message().orElseThrow())
                                .withRows(protobuf.rows()),
                        problems);
            }
        }
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
    }

    /** Reads a schema. */
    private interface Reading<T> {
        T read() throws SchemaException;
    }

    private static void check(
            StreamConfig stream,
            SchemaOrigin.InFile file,
            String key,
            Reading<? extends RowShape> reading,
            List<Problem> problems) {
        String at = "streams." + stream.id() + ".";
        RowShape shape;
        try {
            shape = reading.read();
        } catch (SchemaException e) {
            problems.add(new Problem(
                    file.at(), at + "decode." + key, "the file '" + file.file().getFileName() + "' " + e.problem()));
            return;
        }
        for (RowWriter.Target target : new RowWriter(stream).targets()) {
            if (!shape.has(target.path())) {
                problems.add(new Problem(
                        file.at(),
                        at + place(stream, target.index()),
                        "is " + target.path() + ", which '" + file.file().getFileName() + "' does not have"
                                + hint(target.path().names().get(0), shape)));
            }
        }
    }

    private static String place(StreamConfig stream, int target) {
        int fields = stream.fields().size();
        return target < fields ? "fields." + stream.fields().get(target).name() : target == fields ? "time" : "key";
    }

    private static String hint(String name, RowShape shape) {
        return shape.names().contains(name)
                ? ""
                : Suggest.nearest(name, shape.names())
                        .map(it -> "; did you mean '$." + it + "'?")
                        .orElse("; it has: " + String.join(", ", shape.names()));
    }

    static AvroSchema avro(SchemaOrigin.InFile file) {
        return read(file, () -> AvroSchema.read(file.file()));
    }

    static ProtobufType protobuf(SchemaOrigin.InFile file, String message, Optional<String> rows) {
        return read(file, () -> ProtobufType.read(file.file(), message).withRows(rows));
    }

    private static <T> T read(SchemaOrigin.InFile file, Reading<T> reading) {
        try {
            return reading.read();
        } catch (SchemaException e) {
            throw new UncheckedIOException(new IOException("the file " + file.file() + " " + e.problem()));
        }
    }
}
