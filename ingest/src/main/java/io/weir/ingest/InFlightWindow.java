package io.weir.ingest;

/**
 * Notices that a broker waits for acknowledgements, or soon would. Its own limit is not told to clients (Mosquitto: 20 by
 * default), but shows: it falls silent each time that the same number of messages is unacknowledged. One thread.
 */
final class InFlightWindow {
    private static final int SMALLEST = 4;

    private final int declared;
    private long lastSilence;
    private long learned = Long.MAX_VALUE;
    /** Messages since acknowledgements were last asked for. */
    private long unasked;

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

    /**
     * Whether acknowledgements are wanted now: the broker will send nothing before it gets some, or has filled half of what
     * was declared. It fills the other half while the first becomes durable, so that neither waits for the other.
     *
     * @param delivered how many messages came since this was last asked
     */
    boolean wantsAcknowledgements(int delivered, long unacknowledged) {
        if (declared == 0) {
            return false;
        }
        unasked += delivered;
        if (unacknowledged < Math.min(declared, learned) && unasked * 2 < declared) {
            return false;
        }
        unasked = 0;
        return true;
    }
}
