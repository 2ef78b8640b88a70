package io.weir.ingest.mqtt;

import io.weir.ingest.decode.MessageProperties;
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
 *
 * Of the properties (MQTT 3.3.2.3), the user's are handed on; the others are passed over.
 */
final class PublishParser {
    private static final int PAYLOAD_FORMAT = 0x01;
    private static final int MESSAGE_EXPIRY = 0x02;
    private static final int CONTENT_TYPE = 0x03;
    private static final int RESPONSE_TOPIC = 0x08;
    private static final int CORRELATION_DATA = 0x09;
    private static final int SUBSCRIPTION_ID = 0x0b;
    private static final int TOPIC_ALIAS = 0x23;
    private static final int USER_PROPERTY = 0x26;

    private final PublishSink sink;
    private final boolean hasProperties;
    private final TopicCache topics = new TopicCache();
    private final MessageProperties properties = MessageProperties.none();

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
        properties.clear();
        if (hasProperties) {
            long length = varint(bytes, position, end);
            position = behind(length);
            if ((int) length > end - position && (int) length <= end - position + cut) {
                // Properties that are larger than any payload may be: what they belong to is refused with them.
                sink.publish(topic, properties, bytes, end, 0, end - position + cut, packetId);
                return;
            }
            require((int) length <= end - position);
            readProperties(bytes, position, position + (int) length);
            position += (int) length;
        }
        sink.publish(topic, properties, bytes, position, end - position, end - position + cut, packetId);
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

    private void readProperties(byte[] bytes, int from, int last) throws IOException {
        int i = from;
        while (i < last) {
            int id = bytes[i++];
            i = switch (id) {
                case PAYLOAD_FORMAT -> i + 1;
                case TOPIC_ALIAS -> i + 2;
                case MESSAGE_EXPIRY -> i + 4;
                case SUBSCRIPTION_ID -> behind(varint(bytes, i, last));
                case CONTENT_TYPE, RESPONSE_TOPIC, CORRELATION_DATA -> behindText(bytes, i, last);
                case USER_PROPERTY -> {
                    int value = behindText(bytes, i, last);
                    int next = behindText(bytes, value, last);
                    properties.add(bytes, i + 2, value - i - 2, bytes, value + 2, next - value - 2);
                    yield next;
                }
                default -> throw malformed("has the property " + (id & 0xff) + ", which no message has");
            };
            require(i <= last);
        }
    }

    private static int behindText(byte[] bytes, int from, int end) throws IOException {
        int next = from + 2 + unsignedShort(bytes, from, end);
        require(next <= end);
        return next;
    }

    /** A number in one to four bytes: its value in the lower half, and in the upper one where it ends. */
    private static long varint(byte[] bytes, int from, int end) throws IOException {
        int position = from;
        int value = 0;
        int digit;
        int shift = 0;
        do {
            require(position < end && shift <= 21);
            digit = bytes[position++];
            value |= (digit & 0x7f) << shift;
            shift += 7;
        } while (digit < 0);
        return (long) position << Integer.SIZE | value;
    }

    private static int behind(long varint) {
        return (int) (varint >>> Integer.SIZE);
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
