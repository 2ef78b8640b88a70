package io.weir.ingest;

import io.weir.config.DecodeConfig;
import io.weir.config.StreamConfig;
import io.weir.ingest.cbor.CborReader;
import io.weir.ingest.csv.CsvDecoder;
import io.weir.ingest.decode.Decoder;
import io.weir.ingest.decode.ObjectDecoder;
import io.weir.ingest.envelope.EnvelopeDecoder;
import io.weir.ingest.json.JsonDecoder;
import io.weir.ingest.lineprotocol.LineProtocolDecoder;
import io.weir.ingest.msgpack.MessagePackReader;
import io.weir.ingest.raw.RawDecoder;
import io.weir.ingest.senml.SenmlDecoder;

/** Makes decoders of streams' configurations. */
public final class Decoders {
    private Decoders() {}

    /** A decoder for the payloads of a stream, with their envelope. */
    public static Decoder create(StreamConfig stream) {
        Decoder decoder = format(stream, stream.payload().format());
        return stream.payload()
                .envelope()
                .map(it -> (Decoder) new EnvelopeDecoder(decoder, it))
                .orElse(decoder);
    }

    private static Decoder format(StreamConfig stream, DecodeConfig format) {
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
        if (format instanceof DecodeConfig.Raw) {
            return new RawDecoder(stream);
        }
        return new JsonDecoder(stream);
    }
}
