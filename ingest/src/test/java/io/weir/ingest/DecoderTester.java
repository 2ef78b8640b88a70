package io.weir.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.config.StreamConfig;
import io.weir.ingest.decode.Commands;
import io.weir.ingest.decode.Decoder;
import io.weir.ingest.decode.MessageContext;
import io.weir.ingest.decode.MessageProperties;
import io.weir.ingest.decode.Reason;
import io.weir.ingest.decode.Topic;
import io.weir.model.RowBatch;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** Runs payloads through a stream's decoder, and checks what every decoder must keep to. */
public final class DecoderTester {
    public static final long NOW = 1_800_000_000_000_000_000L;
    public static final Topic TOPIC = new Topic("plant/p7/press");

    private final StreamConfig stream;
    private final Decoder decoder;
    private final RowBatch batch;
    private MessageProperties properties = MessageProperties.none();
    private Topic topic = TOPIC;

    private DecoderTester(StreamConfig stream, Commands commands) {
        this.stream = stream;
        this.decoder = Decoders.create(stream, commands);
        this.batch = new RowBatch(stream.schema(), 16);
    }

    public static DecoderTester of(Streams stream) {
        return of(stream, Commands.NONE);
    }

    public static DecoderTester of(Streams stream, Commands commands) {
        return new DecoderTester(stream.build(), commands);
    }

    /** On this topic from now on. */
    public DecoderTester topic(String name) {
        topic = new Topic(name);
        return this;
    }

    /** With these properties from now on. */
    public DecoderTester properties(MessageProperties value) {
        properties = value;
        return this;
    }

    public Decoder decoder() {
        return decoder;
    }

    public RowBatch batch() {
        return batch;
    }

    public String detail() {
        return decoder.detail();
    }

    /** Decodes into an empty batch. What lies around the payload is no part of it. */
    public @Nullable Reason decode(byte[] payload) {
        batch.clear();
        byte[] padded = new byte[payload.length + 16];
        Arrays.fill(padded, (byte) '1');
        System.arraycopy(payload, 0, padded, 7, payload.length);
        byte[] before = padded.clone();
        MessageContext message =
                new MessageContext().set(topic, properties, batch.partitions().intern("plant"), NOW);
        Reason reason = decoder.decode(message, padded, 7, payload.length, batch);
        assertThat(padded).as("the payload is not changed").isEqualTo(before);
        if (reason != null) {
            assertThat(batch.rowCount()).as("rows of a dead letter").isZero();
            assertThat(decoder.detail()).as("detail of %s", reason).isNotBlank();
        }
        return reason;
    }

    public @Nullable Reason decode(String text) {
        return decode(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The rows that a payload becomes, one a line: time in seconds, key, values; - for null. */
    public String rows(byte[] payload) {
        Reason reason = decode(payload);
        assertThat(reason).as(detail()).isNull();
        assertThat(decoder.isFull()).isFalse();
        return rows();
    }

    public String rows(String text) {
        return rows(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The rows of the last payload. */
    public String rows() {
        StringBuilder out = new StringBuilder();
        for (int row = 0; row < batch.rowCount(); row++) {
            out.append(batch.times()[row] == NOW ? "now" : String.valueOf(batch.times()[row] / 1e9))
                    .append(' ')
                    .append(batch.keyText(row));
            for (int field = 0; field < batch.fieldCount(); field++) {
                out.append(' ').append(value(field, row));
            }
            out.append('\n');
        }
        return out.toString();
    }

    private String value(int field, int row) {
        if (batch.isNull(field, row)) {
            return "-";
        }
        return switch (batch.type(field)) {
            case DOUBLE -> String.valueOf(batch.doubles(field)[row]);
            case LONG, TIMESTAMP -> String.valueOf(batch.longs(field)[row]);
            case BOOL -> batch.longs(field)[row] == 1 ? "true" : "false";
            case STRING -> "'" + batch.dictionary().text(batch.strings(field)[row]) + "'";
        };
    }

    public void assertRejected(Reason reason, String detail, byte[] payload) {
        assertThat(decode(payload)).as(detail()).isEqualTo(reason);
        assertThat(detail()).isEqualTo(detail);
    }

    public void assertRejected(Reason reason, String detail, String payload) {
        assertRejected(reason, detail, payload.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * Cuts a good payload at every byte, and damages it at random: never an exception, and afterwards the payload is
     * decoded as before. Of cuts, how many still are a payload is returned.
     */
    public int survivesDamage(byte[] good) {
        String rows = rows(good);
        int whole = 0;
        for (int length = 0; length < good.length; length++) {
            whole += decode(Arrays.copyOf(good, length)) == null ? 1 : 0;
        }
        long seed = Long.getLong("weir.seed", System.nanoTime());
        Random random = new Random(seed);
        for (int i = 0; i < 20_000; i++) {
            byte[] bad = good.clone();
            for (int n = 1 + random.nextInt(4); n > 0; n--) {
                bad[random.nextInt(bad.length)] = (byte) random.nextInt(256);
            }
            decodeSafely(bad, seed);
            byte[] noise = new byte[random.nextInt(40)];
            random.nextBytes(noise);
            decodeSafely(noise, seed);
        }
        assertThat(rows(good)).as("weir.seed=%d", seed).isEqualTo(rows);
        return whole;
    }

    private void decodeSafely(byte[] payload, long seed) {
        try {
            decode(payload);
        } catch (RuntimeException | Error e) {
            throw new AssertionError(
                    "weir.seed=" + seed + ": " + java.util.HexFormat.of().formatHex(payload), e);
        }
    }

    /** Bytes allocated per message, when it has been decoded often. */
    public long allocatedPerMessage(byte[] payload) {
        var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = Long.MAX_VALUE;
        int messages = 10_000;
        MessageContext message = new MessageContext().set(TOPIC, properties, 0, NOW);
        for (int round = 0; round < 8; round++) {
            long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
            for (int i = 0; i < messages; i++) {
                batch.setRowCount(0);
                if (decoder.decode(message, payload, 0, payload.length, batch) != null) {
                    throw new AssertionError(decoder.detail());
                }
            }
            long after = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
            allocated = Math.min(allocated, after - before);
        }
        return allocated / messages;
    }

    public StreamConfig stream() {
        return stream;
    }
}
