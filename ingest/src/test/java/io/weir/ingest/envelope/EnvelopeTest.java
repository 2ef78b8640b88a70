package io.weir.ingest.envelope;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdOutputStream;
import io.weir.config.PayloadConfig.Compression;
import io.weir.config.PayloadConfig.Envelope;
import io.weir.ingest.DecoderTester;
import io.weir.ingest.Streams;
import io.weir.ingest.decode.Reason;
import io.weir.model.ByteSize;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EnvelopeTest {
    private static final byte[] JSON =
            "{\"ts\":1,\"seq\":7,\"name\":\"spindle spindle spindle spindle\"}".getBytes(StandardCharsets.UTF_8);
    private static final String ROW = "0.001 p7 7 - - - 'spindle spindle spindle spindle' -\n";

    private static DecoderTester of(Compression compression, long maxSize, int maxRatio) {
        return DecoderTester.of(Streams.usual().envelope(new Envelope(compression, new ByteSize(maxSize), maxRatio)));
    }

    private static byte[] compress(Compression compression, byte[] bytes) {
        return compression == Compression.ZSTD ? Zstd.compress(bytes) : gzip(bytes);
    }

    private static byte[] gzip(byte[] bytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(bytes);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toByteArray();
    }

    private static byte[] bomb(Compression compression) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out =
                compression == Compression.ZSTD ? new ZstdOutputStream(bytes, 3) : new GZIPOutputStream(bytes)) {
            byte[] zeros = new byte[1 << 20];
            for (int i = 0; i < 64; i++) {
                out.write(zeros);
            }
        }
        return bytes.toByteArray();
    }

    private static byte[] joined(byte[] first, byte[] second) {
        byte[] both = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, both, first.length, second.length);
        return both;
    }

    @ParameterizedTest
    @EnumSource(names = {"GZIP", "ZSTD"})
    void shouldDecodeWhatAnEnvelopeHolds(Compression compression) {
        byte[] payload = compress(compression, JSON);
        assertThat(of(compression, 1 << 20, 200).rows(payload)).isEqualTo(ROW);
        assertThat(of(Compression.AUTO, 1 << 20, 200).rows(payload)).isEqualTo(ROW);
        assertThat(of(Compression.AUTO, 1 << 20, 200).rows(JSON)).isEqualTo(ROW);
        // Pieces that were compressed by themselves.
        byte[] pieces = joined(
                compress(compression, Arrays.copyOf(JSON, 20)),
                compress(compression, Arrays.copyOfRange(JSON, 20, JSON.length)));
        assertThat(of(compression, 1 << 20, 200).rows(pieces)).isEqualTo(ROW);
        assertThat(of(compression, 1 << 20, 200).decode(compress(compression, new byte[0])))
                .isEqualTo(Reason.EMPTY_PAYLOAD);
        assertThat(of(compression, 1 << 20, 200)
                        .decode(compress(compression, "{\"ts\":1}x".getBytes(StandardCharsets.UTF_8))))
                .isEqualTo(Reason.INVALID_JSON);
    }

    @Test
    void shouldReadHeadersWithEveryPart() {
        byte[] plain = gzip(JSON);
        byte[] head = {0x1f, (byte) 0x8b, 8, 0x1f, 1, 2, 3, 4, 0, 3, 2, 0, 'x', 'y', 'n', 0, 'c', 'c', 0, 9, 9};
        byte[] payload = joined(head, Arrays.copyOfRange(plain, 10, plain.length));
        assertThat(of(Compression.GZIP, 1 << 20, 200).rows(payload)).isEqualTo(ROW);
        for (int length = 0; length < head.length; length++) {
            assertThat(of(Compression.GZIP, 1 << 20, 200).decode(Arrays.copyOf(payload, length)))
                    .isEqualTo(Reason.INVALID_COMPRESSION);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"GZIP", "ZSTD"})
    void shouldKeepToBothCaps(Compression compression) {
        byte[] blank = joined(JSON, new byte[100_000]);
        Arrays.fill(blank, JSON.length, blank.length, (byte) ' ');
        byte[] payload = compress(compression, blank);
        assertThat(of(compression, blank.length, 100_000).rows(payload)).isEqualTo(ROW);
        of(compression, blank.length - 1, 100_000)
                .assertRejected(
                        Reason.DECOMPRESSED_TOO_LARGE,
                        payload.length + " bytes hold more than " + (blank.length - 1)
                                + ", the most that decompress.max_size allows",
                        payload);
        of(compression, 1 << 20, 10)
                .assertRejected(
                        Reason.DECOMPRESSED_TOO_LARGE,
                        payload.length + " bytes hold more than 10 times as many, the most that"
                                + " decompress.max_ratio allows",
                        payload);
    }

    @ParameterizedTest
    @EnumSource(names = {"GZIP", "ZSTD"})
    void shouldAllocateNoMoreThanTheCapForABomb(Compression compression) throws IOException {
        // 64 MiB; with zstd, of a size that it does not say.
        byte[] bomb = bomb(compression);
        DecoderTester tester = of(compression, 64 << 10, 100_000);
        var threads = (com.sun.management.ThreadMXBean) java.lang.management.ManagementFactory.getThreadMXBean();
        assertThat(tester.decode(compress(compression, JSON))).isNull();
        long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
        assertThat(tester.decode(bomb)).isEqualTo(Reason.DECOMPRESSED_TOO_LARGE);
        long allocated = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
        // The payload is copied by this test.
        assertThat(allocated - 4L * bomb.length).isLessThan(512 << 10);
    }

    @ParameterizedTest
    @EnumSource(names = {"GZIP", "ZSTD"})
    void shouldSurviveEveryDamage(Compression compression) {
        DecoderTester tester = of(compression, 1 << 16, 200);
        byte[] good = compress(compression, JSON);
        assertThat(tester.survivesDamage(good)).isZero();
        // gzip has a checksum over all that it holds: no damage is taken for a payload.
        if (compression == Compression.GZIP) {
            for (int i = 10; i < good.length; i++) {
                byte[] bad = good.clone();
                bad[i] ^= 0x10;
                // But for the bits that fill the last byte up, which mean nothing.
                if (tester.decode(bad) == null) {
                    assertThat(tester.rows()).as("byte %d", i).isEqualTo(ROW);
                    assertThat(i).isEqualTo(good.length - 9);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"GZIP", "ZSTD"})
    void shouldAllocateNothingPerRow(Compression compression) {
        assertThat(of(compression, 1 << 16, 200).allocatedPerMessage(compress(compression, JSON)))
                .isZero();
    }
}
