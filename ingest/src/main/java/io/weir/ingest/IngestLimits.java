package io.weir.ingest;

import io.weir.config.SourceConfig;
import java.time.Duration;

/**
 * Bounds of one source's ingest.
 *
 * @param maxPayloadBytes larger messages become dead letters
 * @param maxInFlightMessages no more is requested while this many messages are not durable
 * @param maxInFlightBytes no more is requested while this many bytes of payload are not durable
 * @param stopTimeout how long stopping waits for what is in flight; what is not durable then is not acknowledged
 */
public record IngestLimits(int maxPayloadBytes, int maxInFlightMessages, long maxInFlightBytes, Duration stopTimeout) {
    private static final int MAX_MESSAGES = 200_000;
    private static final long MAX_BYTES = 64L << 20;

    /** The limits that suit a source. */
    public static IngestLimits of(SourceConfig source) {
        long maxPayload = source.maxPayload().bytes();
        return new IngestLimits(
                (int) Math.min(maxPayload, Integer.MAX_VALUE / 4), MAX_MESSAGES, MAX_BYTES, Duration.ofSeconds(10));
    }
}
