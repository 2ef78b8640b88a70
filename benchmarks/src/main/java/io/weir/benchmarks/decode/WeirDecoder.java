package io.weir.benchmarks.decode;

import io.weir.config.FieldConfig;
import io.weir.config.KeyTemplate;
import io.weir.config.PayloadConfig;
import io.weir.config.PayloadPath;
import io.weir.config.StreamConfig;
import io.weir.config.TimeBounds;
import io.weir.config.TimeConfig;
import io.weir.config.TimeUnitConfig;
import io.weir.config.ValueOrigin;
import io.weir.ingest.Decoders;
import io.weir.ingest.decode.Decoder;
import io.weir.ingest.decode.MessageContext;
import io.weir.ingest.decode.MessageProperties;
import io.weir.ingest.decode.Topic;
import io.weir.model.FieldType;
import io.weir.model.RowBatch;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The appliance's decoder, into batches of 256 rows: typed columns, the texts interned. */
final class WeirDecoder implements Contestant {
    private static final int ROWS = 256;
    private static final long ARRIVAL = 1_790_000_001_000_000_000L;

    private final Topic topic = new Topic("plant/p7/press");
    private final MessageProperties properties = MessageProperties.none();
    private final MessageContext message = new MessageContext();
    private final RowBatch batch;
    private final Decoder decoder;
    private double sum;

    WeirDecoder() {
        StreamConfig stream = new StreamConfig(
                "press",
                List.of("plant"),
                PayloadConfig.JSON,
                new KeyTemplate("$.device", List.of(new KeyTemplate.Part.Value(payload("device")))),
                Optional.of(new TimeConfig(new PayloadPath(List.of("ts")), TimeUnitConfig.MS)),
                List.of(
                        field("temp", FieldType.DOUBLE),
                        field("rpm", FieldType.LONG),
                        field("line", FieldType.LONG),
                        field("state", FieldType.STRING),
                        field("pressure", FieldType.DOUBLE)),
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                new TimeBounds(Instant.EPOCH, Optional.empty(), Duration.ofHours(24)),
                "readings");
        batch = new RowBatch(stream.schema(), ROWS);
        decoder = Decoders.create(stream);
    }

    private static ValueOrigin payload(String name) {
        return new ValueOrigin.Payload(new PayloadPath(List.of(name)));
    }

    private static FieldConfig field(String name, FieldType type) {
        return new FieldConfig(name, type, payload(name), TimeUnitConfig.MS);
    }

    @Override
    public String name() {
        return "Weir, into columns";
    }

    @Override
    public void decode(byte[] payload) {
        if (batch.rowCount() == ROWS) {
            take();
        }
        message.set(topic, properties, batch.partitions().intern("plant"), ARRIVAL);
        if (decoder.decode(message, payload, 0, payload.length, batch) != null) {
            throw new IllegalStateException(decoder.detail());
        }
    }

    private void take() {
        for (int row = 0; row < batch.rowCount(); row++) {
            sum += batch.times()[row] / 1e6;
            sum += batch.doubles(0)[row] + batch.longs(1)[row] + batch.longs(2)[row] + batch.doubles(4)[row];
            sum += batch.dictionary().length(batch.keys()[row])
                    + batch.dictionary().length(batch.strings(3)[row]);
        }
        batch.clear();
    }

    @Override
    public double sum() {
        take();
        return sum;
    }
}
