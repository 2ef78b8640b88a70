package io.weir.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.config.BatchConfig;
import io.weir.config.DecodeConfig;
import io.weir.config.DecodeConfig.SchemaOrigin;
import io.weir.config.DecodeConfig.Senml;
import io.weir.config.Location;
import io.weir.config.PayloadConfig.Compression;
import io.weir.config.PayloadConfig.Envelope;
import io.weir.config.StreamConfig;
import io.weir.config.TimeUnitConfig;
import io.weir.ingest.FakeSource.Sent;
import io.weir.ingest.decode.JacksonWriter;
import io.weir.ingest.decode.Reason;
import io.weir.ingest.protobuf.Plant;
import io.weir.model.ByteSize;
import io.weir.model.FieldType;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.dataformat.cbor.CBORFactory;

/** Good and poisoned messages of every format from a source to the journals: each is rows or a dead letter. */
class FormatsEndToEndTest {
    private static final byte[] POISON = {(byte) 0xc1, (byte) 0xff, 0, 7};

    @TempDir
    private Path folder;

    private static Streams temps() {
        return Streams.stream().field("seq", FieldType.LONG, "seq");
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static Sent sent(long offset, byte[] payload) {
        return new Sent("plant/t-0", offset, "plant/p7/press", payload, payload.length);
    }

    private static void check(Streams streams, byte[] good, Reason reason, Object... wanted) {
        FakeJournals journals = new FakeJournals().seeded();
        FakeSource source = new FakeSource("plant");
        StreamConfig stream = streams.build();
        Ingest ingest = new Ingest(
                source,
                List.of(stream),
                new BatchConfig(2, Duration.ZERO),
                journals,
                new StreamTimes(),
                IngestClock.SYSTEM,
                new IngestLimits(1000, 100, 1 << 20, Duration.ofSeconds(5)));
        ingest.start();
        source.emit(sent(0, good), sent(1, POISON), sent(2, good));
        source.tick();
        List<Object> rows = journals.rows("readings", "press").stream()
                .map(row -> row.get("seq"))
                .toList();
        assertThat(rows).hasSize(2 * wanted.length).startsWith(wanted).endsWith(wanted);
        IngestStats.StreamStats stats = ingest.stats().streams().get("press");
        assertThat(stats.deadLetters()).isEqualTo(Map.of(reason, 1L));
        assertThat(stats.journaled()).isEqualTo(2);
        assertThat(source.acknowledged()).isEqualTo(3);
    }

    @Test
    void shouldBringEveryFormatIntoTheJournal() throws Exception {
        check(temps(), utf8("{\"ts\":1,\"seq\":5}"), Reason.INVALID_UTF8, 5L);
        check(
                temps().decode(new DecodeConfig.Csv(',', true, List.of(), false)),
                utf8("ts,seq\n1,5\n2,6\n"),
                Reason.INVALID_UTF8,
                5L,
                6L);
        check(
                temps().decode(new DecodeConfig.LineProtocol()).time(TimeUnitConfig.NS, "_time"),
                utf8("m seq=5i 1\nm seq=6i 2"),
                Reason.INVALID_UTF8,
                5L,
                6L);
        check(
                Streams.stream()
                        .decode(new Senml(Senml.Encoding.JSON, Senml.Rows.PIVOT))
                        .time(TimeUnitConfig.S, "t")
                        .field("seq", FieldType.LONG, "seq"),
                utf8("[{\"bn\":\"d\",\"bt\":1700000000,\"n\":\"seq\",\"v\":5},{\"n\":\"seq\",\"t\":1,\"v\":6}]"),
                Reason.INVALID_UTF8,
                5L,
                6L);
        check(
                temps().decode(new DecodeConfig.MessagePack()),
                new byte[] {(byte) 0x82, (byte) 0xa2, 't', 's', 1, (byte) 0xa3, 's', 'e', 'q', 5},
                Reason.INVALID_MSGPACK,
                5L);
        check(
                temps().decode(new DecodeConfig.Cbor()),
                JacksonWriter.write(new CBORFactory(), List.of(Map.of("ts", 1L, "seq", 5L))),
                Reason.INVALID_CBOR,
                5L);
        Location at = new Location(Path.of("weir.yaml"), 1, 1);
        Files.writeString(
                folder.resolve("rows.avsc"),
                "{\"type\":\"record\",\"name\":\"R\",\"fields\":[{\"name\":\"ts\",\"type\":\"long\"},"
                        + "{\"name\":\"seq\",\"type\":\"int\"},{\"name\":\"more\",\"type\":\"string\"}]}");
        check(
                temps().decode(new DecodeConfig.Avro(new SchemaOrigin.InFile(folder.resolve("rows.avsc"), at))),
                new byte[] {2, 10, 0},
                Reason.INVALID_AVRO,
                5L);
        Files.write(folder.resolve("plant.desc"), Plant.files().toByteArray());
        check(
                temps().decode(new DecodeConfig.Protobuf(
                        new SchemaOrigin.InFile(folder.resolve("plant.desc"), at), Optional.of("plant.Press"))),
                new byte[] {8, 1, 16, 5},
                Reason.INVALID_PROTOBUF,
                5L);
        check(
                Streams.stream().decode(new DecodeConfig.Raw()).arrivalTime().field("seq", FieldType.LONG, "seq"),
                utf8("5\n"),
                Reason.INVALID_UTF8,
                5L);
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(zipped)) {
            out.write(utf8("[{\"ts\":1,\"seq\":5},{\"ts\":2,\"seq\":6}]"));
        }
        check(
                temps().envelope(new Envelope(Compression.GZIP, ByteSize.ofMiB(1), 100)),
                zipped.toByteArray(),
                Reason.INVALID_COMPRESSION,
                5L,
                6L);
    }
}
