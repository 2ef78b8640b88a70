package io.weir.ingest.mqtt;

import io.weir.ingest.decode.MessageProperties;
import io.weir.ingest.decode.Topic;
import java.io.IOException;

/** Hot path. Takes the messages that a {@link PacketReader} finds. Called by the receiver's thread of one connection. */
interface PublishSink {
    /**
     * One message; the array is the caller's again on return.
     *
     * @param properties the user properties; the caller's again on return
     * @param length how many bytes of the payload are there
     * @param size how many bytes the payload has; more than {@code length} where it was cut
     * @param packetId what to acknowledge; 0 for QoS 0
     * @throws IOException if it cannot be taken: the connection ends
     */
    void publish(
            Topic topic, MessageProperties properties, byte[] bytes, int offset, int length, long size, int packetId)
            throws IOException;

    /** Nothing more is at hand: what was published since the last call may go on its way. */
    void endOfRun();
}
