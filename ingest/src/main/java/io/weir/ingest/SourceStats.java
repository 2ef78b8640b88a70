package io.weir.ingest;

import java.util.Map;

/**
 * What a source has done so far.
 *
 * @param connected whether the broker can be talked to right now
 * @param lastError what went wrong last, empty if nothing has; one line
 * @param connects how many times a connection has been made; reconnects are one less
 * @param received messages taken from the broker, whether or not delivered yet
 * @param dropped messages lost between the broker and the deliveries, by reason; {@code overflow}: MQTT QoS 0 under
 *     overload
 * @param waiting messages taken from the broker and not delivered yet
 * @param lag messages that wait at the broker, by partition, as far as it tells
 * @param paused whether the broker is being held back, for want of demand
 */
public record SourceStats(
        boolean connected,
        String lastError,
        long connects,
        long received,
        Map<String, Long> dropped,
        long waiting,
        Map<String, Long> lag,
        boolean paused) {
    public SourceStats {
        dropped = Map.copyOf(dropped);
        lag = Map.copyOf(lag);
    }
}
