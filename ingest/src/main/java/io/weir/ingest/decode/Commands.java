package io.weir.ingest.decode;

import java.time.Duration;

/** Where a decoder asks the devices that it hears for something. Used by the source's thread while a message is decoded. */
public interface Commands {
    /** Asks nobody. */
    Commands NONE = (topic, payload) -> {};

    /**
     * Sends a message, at most once, to where the message that is being decoded came from. Never waits for an answer; does
     * nothing where the connection is gone.
     */
    void publish(String topic, byte[] payload);

    /** The same, of which a topic gets one in an interval, whoever asks; where nothing is paced, all. */
    default Commands every(Duration interval) {
        return this;
    }
}
