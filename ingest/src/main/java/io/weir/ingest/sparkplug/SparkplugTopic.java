package io.weir.ingest.sparkplug;

import io.weir.ingest.decode.Topic;
import org.jspecify.annotations.Nullable;

/**
 * A topic of Sparkplug B, {@code spBv1.0/group/type/node} or {@code spBv1.0/group/type/node/device}.
 *
 * @param device null: the message is the edge node's own
 */
record SparkplugTopic(
        String group,
        MessageType type,
        String node,
        @Nullable String device) {
    static final String NAMESPACE = "spBv1.0";

    /** What a message is. */
    enum MessageType {
        NBIRTH(false),
        NDATA(false),
        NDEATH(false),
        DBIRTH(true),
        DDATA(true),
        DDEATH(true),
        /** What hosts say of themselves, or ask nodes for: nothing for us. */
        OTHER(false);

        private final boolean ofDevice;

        MessageType(boolean ofDevice) {
            this.ofDevice = ofDevice;
        }
    }

    /** Null if it is none. */
    static @Nullable SparkplugTopic of(Topic topic) {
        int levels = topic.levels();
        if (levels < 3 || levels > 5 || !topic.level(0).equals(NAMESPACE)) {
            return null;
        }
        MessageType type = levels == 3 && topic.level(1).equals("STATE") ? MessageType.OTHER : type(topic.level(2));
        if (type == null || type == MessageType.OTHER) {
            return type == null ? null : new SparkplugTopic("", type, "", null);
        }
        if (levels != (type.ofDevice ? 5 : 4)) {
            return null;
        }
        return new SparkplugTopic(topic.level(1), type, topic.level(3), type.ofDevice ? topic.level(4) : null);
    }

    private static @Nullable MessageType type(String level) {
        return switch (level) {
            case "NBIRTH" -> MessageType.NBIRTH;
            case "NDATA" -> MessageType.NDATA;
            case "NDEATH" -> MessageType.NDEATH;
            case "DBIRTH" -> MessageType.DBIRTH;
            case "DDATA" -> MessageType.DDATA;
            case "DDEATH" -> MessageType.DDEATH;
            case "NCMD", "DCMD", "STATE" -> MessageType.OTHER;
            default -> null;
        };
    }

    /** The edge node, as {@code group/node}. */
    String nodeId() {
        return group + '/' + node;
    }

    /** Who measured, as {@code group/node} or {@code group/node/device}. */
    String id() {
        return device == null ? nodeId() : nodeId() + '/' + device;
    }

    /** Where the edge node takes commands. */
    String commands() {
        return NAMESPACE + '/' + group + "/NCMD/" + node;
    }
}
