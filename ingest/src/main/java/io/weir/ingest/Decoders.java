package io.weir.ingest;

import io.weir.config.DecodeConfig;
import io.weir.config.DecodeConfig.SchemaOrigin;
import io.weir.config.RegistryConfig;
import io.weir.config.StreamConfig;
import io.weir.ingest.avro.AvroFormat;
import io.weir.ingest.avro.AvroReader;
import io.weir.ingest.cbor.CborReader;
import io.weir.ingest.csv.CsvDecoder;
import io.weir.ingest.decode.Commands;
import io.weir.ingest.decode.Decoder;
import io.weir.ingest.decode.ObjectDecoder;
import io.weir.ingest.envelope.EnvelopeDecoder;
import io.weir.ingest.json.JsonDecoder;
import io.weir.ingest.json.JsonFormat;
import io.weir.ingest.lineprotocol.LineProtocolDecoder;
import io.weir.ingest.msgpack.MessagePackReader;
import io.weir.ingest.protobuf.ProtobufFormat;
import io.weir.ingest.protobuf.ProtobufReader;
import io.weir.ingest.raw.RawDecoder;
import io.weir.ingest.registry.RegisteredDecoder;
import io.weir.ingest.registry.SchemaFormat;
import io.weir.ingest.registry.SchemaRegistry;
import io.weir.ingest.senml.SenmlDecoder;
import io.weir.ingest.sparkplug.SparkplugDecoder;

/** Makes decoders of streams' configurations. */
public final class Decoders {
    private Decoders() {}

    /** {@link #create(StreamConfig, Commands)} that asks nobody for anything. */
    public static Decoder create(StreamConfig stream) {
        return create(stream, Commands.NONE);
    }

    /**
     * A decoder for the payloads of a stream, with their envelope.
     *
     * @param commands where it asks devices
     * @throws java.io.UncheckedIOException if a schema's file has been changed since {@link SchemaFiles#check} found it good
     */
    public static Decoder create(StreamConfig stream, Commands commands) {
        Decoder decoder = format(stream, stream.payload().format(), commands);
        return stream.payload()
                .envelope()
                .map(it -> (Decoder) new EnvelopeDecoder(decoder, it))
                .orElse(decoder);
    }

    private static Decoder format(StreamConfig stream, DecodeConfig format, Commands commands) {
        if (format instanceof DecodeConfig.Csv csv) {
            return new CsvDecoder(stream, csv);
        }
        if (format instanceof DecodeConfig.LineProtocol) {
            return new LineProtocolDecoder(stream);
        }
        if (format instanceof DecodeConfig.Senml senml) {
            return new SenmlDecoder(stream, senml);
        }
        if (format instanceof DecodeConfig.MessagePack) {
            return new ObjectDecoder(stream, new MessagePackReader());
        }
        if (format instanceof DecodeConfig.Cbor) {
            return new ObjectDecoder(stream, new CborReader());
        }
        if (format instanceof DecodeConfig.Avro avro) {
            return avro(stream, avro);
        }
        if (format instanceof DecodeConfig.Protobuf protobuf) {
            return protobuf(stream, protobuf);
        }
        if (format instanceof DecodeConfig.RegisteredJson json) {
            return registered(stream, json.with(), new JsonFormat(stream));
        }
        if (format instanceof DecodeConfig.SparkplugB sparkplug) {
            return new SparkplugDecoder(
                    stream, sparkplug.rebirth() ? commands.every(sparkplug.rebirthInterval()) : Commands.NONE);
        }
        if (format instanceof DecodeConfig.Raw) {
            return new RawDecoder(stream);
        }
        return new JsonDecoder(stream);
    }

    private static Decoder avro(StreamConfig stream, DecodeConfig.Avro avro) {
        if (avro.schema() instanceof SchemaOrigin.Registered registered) {
            return registered(stream, registered.with(), new AvroFormat(stream));
        }
        AvroReader reader = new AvroReader();
        reader.use(SchemaFiles.avro((SchemaOrigin.InFile) avro.schema()));
        return new ObjectDecoder(stream, reader);
    }

    private static Decoder protobuf(StreamConfig stream, DecodeConfig.Protobuf protobuf) {
        if (protobuf.schema() instanceof SchemaOrigin.Registered registered) {
            return registered(stream, registered.with(), new ProtobufFormat(stream, protobuf.rows()));
        }
        ProtobufReader reader = new ProtobufReader();
        reader.use(SchemaFiles.protobuf(
                (SchemaOrigin.InFile) protobuf.schema(), protobuf.message().orElseThrow(), protobuf.rows()));
        return new ObjectDecoder(stream, reader);
    }

    private static Decoder registered(StreamConfig stream, RegistryConfig config, SchemaFormat<?> format) {
        return new RegisteredDecoder<>(new SchemaRegistry("stream " + stream.id(), config, format.kind()), format);
    }
}
