package io.weir.ingest;

import io.weir.ingest.decode.Commands;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import reactor.core.publisher.Flux;

/**
 * Where messages come from: one connection to one broker, kept up for ever.
 *
 * <p>Life: {@link #deliveries()} is subscribed once, which starts it; {@link #drain()} stops taking; cancelling the
 * subscription stops deliveries, but what is acknowledged after that still reaches the broker; {@link #close()} ends it.
 */
public interface Source extends AutoCloseable {
    /** The source's id in the configuration. */
    String id();

    /**
     * The messages, for one subscriber, at most once. Signals come on one thread of the source's own, never more than
     * requested. An unreachable broker is no error: the source retries until it is closed.
     */
    Flux<Delivery> deliveries();

    /** What it has done so far; any thread. */
    SourceStats stats();

    /**
     * Whether silence means that there is nothing to say: connected, and nothing waiting at the broker as far as is
     * known. While it is false no partition becomes idle. Called on the source's thread.
     */
    default boolean isLive() {
        return true;
    }

    /** After how many unacknowledged messages the broker sends no more; 0 if it does not count them. Any thread. */
    default int window() {
        return 0;
    }

    /** Where decoders send commands to devices; where that is not possible, they get none. */
    default Commands commands() {
        return Commands.NONE;
    }

    /** When the TLS certificates that it uses will be of no use; empty if it uses none. Any thread. */
    default Optional<Instant> certificateExpiry() {
        return Optional.empty();
    }

    /** Whether everything that there ever will be has been delivered: files that have been read to their ends. Any thread. */
    default boolean isDone() {
        return false;
    }

    /** How many bytes wait to be read; empty for a source that counts otherwise. Any thread. */
    default OptionalLong lagBytes() {
        return OptionalLong.empty();
    }

    /** How many requests were refused, by reason: whoever sent them was told so. Any thread. */
    default Map<String, Long> refused() {
        return Map.of();
    }

    /** Takes nothing more from the broker; what was taken before is still delivered. Any thread. */
    default void drain() {}

    /** Ends the connection, after telling the broker what has been acknowledged. Returns within seconds. Any thread. */
    @Override
    void close();
}
