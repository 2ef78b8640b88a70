package io.weir.ingest.mqtt;

import io.weir.ingest.decode.MessageProperties;
import io.weir.ingest.decode.Topic;
import java.io.ByteArrayInputStream;
import java.io.IOException;

/** Any bytes as what a broker sends. */
public final class PacketInput {
    private static final int MAX_PAYLOAD = 1000;

    private PacketInput() {}

    /** Reads them as a connection does: they may end it, nothing else. */
    public static void read(byte[] sent, boolean version5) {
        PublishSink sink = new PublishSink() {
            @Override
            public void publish(
                    Topic topic,
                    MessageProperties properties,
                    byte[] bytes,
                    int offset,
                    int length,
                    long size,
                    int packetId) {
                if (offset < 0
                        || length < 0
                        || offset + length > bytes.length
                        || size < length
                        || packetId >> 16 != 0) {
                    throw new AssertionError(offset + " " + length + " " + size + " " + packetId);
                }
                if (properties.byteLength() > 9 * sent.length || topic.name().length() > sent.length) {
                    throw new AssertionError(properties.byteLength() + " bytes of properties, topic " + topic.name());
                }
                properties.toMap();
            }

            @Override
            public void endOfRun() {
                // Nothing is kept.
            }
        };
        try (PacketReader reader = new PacketReader(
                new ByteArrayInputStream(sent), new PacketLimits(MAX_PAYLOAD, version5, 0), sink, () -> {})) {
            int rest = reader.readAllBytes().length;
            if (rest > sent.length) {
                throw new AssertionError(rest + " of " + sent.length + " bytes");
            }
        } catch (IOException e) {
            // The connection ends.
        }
    }
}
