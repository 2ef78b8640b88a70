package io.weir.ingest;

/**
 * Notices that a broker waits for acknowledgements. Its own limit is not told to clients (Mosquitto: 20 by default), but
 * shows: it falls silent each time that the same number of messages is unacknowledged. One thread.
 */
final class InFlightWindow {
    private static final int SMALLEST = 4;

    private final int declared;
    private long lastSilence;
    private long learned = Long.MAX_VALUE;

    /** @param declared the most that the broker may send without an acknowledgement, 0 if it does not count */
    InFlightWindow(int declared) {
        this.declared = declared;
    }

    /** Nothing came for a while, with this many messages unacknowledged. */
    void silent(long unacknowledged) {
        if (declared == 0 || unacknowledged < SMALLEST) {
            return;
        }
        // Twice the same is no chance. A silence above what was learned shows that it was no limit.
        if (unacknowledged == lastSilence) {
            learned = unacknowledged;
        } else if (unacknowledged > learned) {
            learned = Long.MAX_VALUE;
        }
        lastSilence = unacknowledged;
    }

    /** Whether the broker will send nothing before it gets acknowledgements. */
    boolean isFull(long unacknowledged) {
        return declared > 0 && (unacknowledged >= declared || unacknowledged >= learned);
    }
}
