package io.weir.ingest.mqtt;

import io.weir.ingest.decode.Topic;
import io.weir.ingest.decode.TopicCache;
import io.weir.ingest.decode.Utf8;
import java.io.IOException;

/**
 * Hot path. Takes PUBLISH packets apart, without copying. The receiver's thread of one connection.
 *
 * <pre>
 *   MQTT 3.3:  | topic length (2) | topic | packet id (2), QoS 1 only | properties length (1-4) | properties | payload |
 *                                                                       MQTT 5 only
 * </pre>
 */
final class PublishParser {
    private final PublishSink sink;
    private final boolean hasProperties;
    private final TopicCache topics = new TopicCache();

    /** @param hasProperties whether packets are those of MQTT 5 */
    PublishParser(PublishSink sink, boolean hasProperties) {
        this.sink = sink;
        this.hasProperties = hasProperties;
    }

    /**
     * Hands the message of one packet to the sink.
     *
     * @param flags the low half of the packet's first byte
     * @param from where the packet begins, behind its remaining length
     * @param end where the packet ends, or where its payload was cut
     * @param cut how many bytes of the payload are missing
     * @throws IOException if the packet is malformed, or asks for what was not agreed on
     */
    void take(int flags, byte[] bytes, int from, int end, long cut) throws IOException {
        int qos = (flags >> 1) & 3;
        if (qos > 1) {
            throw malformed("has QoS " + qos + ", which was not subscribed to");
        }
        int topicStart = from + 2;
        int position = topicStart + unsignedShort(bytes, from, end);
        require(position <= end);
        Topic topic = topic(bytes, topicStart, position - topicStart);
        int packetId = 0;
        if (qos > 0) {
            packetId = unsignedShort(bytes, position, end);
            position += 2;
            if (packetId == 0) {
                throw malformed("has packet id 0");
            }
        }
        if (hasProperties) {
            position = behindProperties(bytes, position, end);
        }
        sink.publish(topic, bytes, position, end - position, end - position + cut, packetId);
    }

    private Topic topic(byte[] bytes, int offset, int length) throws IOException {
        if (length == 0) {
            throw malformed("has no topic, and no alias was agreed on");
        }
        if (!Utf8.isValid(bytes, offset, length)) {
            throw malformed("has a topic that is not UTF-8");
        }
        return topics.get(bytes, offset, length);
    }

    private static int behindProperties(byte[] bytes, int from, int end) throws IOException {
        int position = from;
        long length = 0;
        int digit;
        int shift = 0;
        do {
            require(position < end && shift <= 21);
            digit = bytes[position++];
            length |= (digit & 0x7fL) << shift;
            shift += 7;
        } while (digit < 0);
        require(length <= end - position);
        return position + (int) length;
    }

    private static int unsignedShort(byte[] bytes, int at, int end) throws IOException {
        require(at + 2 <= end);
        return (bytes[at] & 0xff) << 8 | (bytes[at + 1] & 0xff);
    }

    private static void require(boolean inside) throws IOException {
        if (!inside) {
            throw malformed("is shorter than it says");
        }
    }

    private static IOException malformed(String what) {
        return new IOException("the broker sent a malformed message: it " + what);
    }
}
