package io.weir.ingest.envelope;

import java.util.Arrays;
import java.util.Optional;

/** Opens compressed payloads one at a time, where nothing depends on speed. */
public final class Envelope {
    private Envelope() {}

    /**
     * What a payload in gzip or Zstandard holds.
     *
     * @param maxSize bytes; more are not unpacked
     * @return empty if it is in neither, damaged, or holds more
     */
    public static Optional<byte[]> open(byte[] payload, int maxSize) {
        EnvelopeDecoder.Decompressor decompressor;
        if (Gzip.begins(payload, 0, payload.length)) {
            decompressor = new Gzip();
        } else if (Zstandard.begins(payload, 0, payload.length)) {
            decompressor = new Zstandard();
        } else {
            return Optional.empty();
        }
        Output out = new Output();
        out.clear(maxSize);
        String problem = decompressor.decompress(payload, 0, payload.length, out);
        return problem != null || out.isExceeded()
                ? Optional.empty()
                : Optional.of(Arrays.copyOf(out.bytes(), out.length()));
    }
}
