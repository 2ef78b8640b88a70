package io.weir.demo.plant;

import java.time.Duration;

/** One transport's way to its broker. One thread sends; the same one finishes. */
interface Publisher {
    /** Connects, trying until it succeeds or the plant is stopped. */
    void connect() throws InterruptedException;

    /**
     * Hands a message to the client and counts it; waits while the client can take no more. Does neither when the plant is
     * stopped meanwhile.
     */
    void send(Message message) throws InterruptedException;

    /** Waits until the broker has acknowledged everything, at most this long, and disconnects. */
    void finish(Duration limit) throws InterruptedException;
}
