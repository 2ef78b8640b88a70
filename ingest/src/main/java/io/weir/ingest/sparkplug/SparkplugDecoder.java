package io.weir.ingest.sparkplug;

import com.google.protobuf.InvalidProtocolBufferException;
import io.weir.config.StreamConfig;
import io.weir.ingest.decode.Commands;
import io.weir.ingest.decode.Decoder;
import io.weir.ingest.decode.MessageContext;
import io.weir.ingest.decode.Reason;
import io.weir.ingest.sparkplug.SparkplugTopic.MessageType;
import io.weir.model.RowBatch;
import java.io.IOException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hot path. Sparkplug B: births and data become rows; deaths, commands and what hosts say of themselves become none.
 *
 * <p>Data name their metrics by aliases that only the birth of their edge node explains. What cannot be read without it is
 * a dead letter, and the node is asked for a rebirth; so it is when its messages' numbers have a gap. A birth that cannot
 * be read ends what was known: the aliases before it may have other meanings now. Values of a birth are rows like those of
 * data: a metric that does not change is nowhere else.
 */
public final class SparkplugDecoder implements Decoder {
    private static final Logger LOG = LoggerFactory.getLogger(SparkplugDecoder.class);
    /** The metric with the number of a birth, which is no measurement. */
    static final String BIRTH_NUMBER = "bdSeq";

    private final String stream;
    private final Commands commands;
    private final MetricRows rows;
    private final SparkplugReader reader = new SparkplugReader();
    private final EdgeNodes nodes = new EdgeNodes();
    private final AtomicLong gaps = new AtomicLong();
    /** Whether the message shows that births or data of its edge node are missing. */
    private boolean incomplete;

    /** @param commands where edge nodes are asked for a rebirth */
    public SparkplugDecoder(StreamConfig stream, Commands commands) {
        this.stream = stream.id();
        this.commands = commands;
        this.rows = new MetricRows(stream, reader);
    }

    @Override
    public @Nullable Reason decode(MessageContext message, byte[] payload, int offset, int length, RowBatch batch) {
        rows.startMessage(batch, message);
        incomplete = false;
        SparkplugTopic topic = SparkplugTopic.of(message.topic());
        if (topic == null) {
            rows.reject(
                    Reason.INVALID_SPARKPLUG,
                    "the topic \"" + message.topic().name()
                            + "\" is none of Sparkplug B; expected spBv1.0/group/NDATA/node or alike");
        } else if (topic.type() != MessageType.OTHER) {
            try {
                reader.payload(payload, offset, length);
                if (reader.isCompressed()) {
                    unreadable(
                            topic,
                            Reason.INVALID_SPARKPLUG,
                            "the payload is compressed, which is not supported; turn compression off at the edge node");
                } else {
                    take(topic);
                }
            } catch (SparkplugReader.TooManyMetricsException e) {
                unreadable(topic, Reason.LIMIT_EXCEEDED, String.valueOf(e.getMessage()));
            } catch (InvalidProtocolBufferException e) {
                unreadable(topic, Reason.INVALID_SPARKPLUG, String.valueOf(e.getMessage()));
            } catch (IOException e) {
                throw new IllegalStateException("reading an array does not fail", e);
            }
            if (incomplete) {
                long millis = TimeUnit.NANOSECONDS.toMillis(message.arrivalNanos());
                commands.publish(topic.commands(), Rebirth.payload(millis));
            }
        }
        return rows.endMessage();
    }

    private void unreadable(SparkplugTopic topic, Reason reason, String detail) {
        rows.reject(reason, detail);
        if (topic.type() == MessageType.NBIRTH) {
            nodes.forget(topic.nodeId());
            incomplete = true;
        }
    }

    private void take(SparkplugTopic topic) throws IOException {
        if (topic.type() == MessageType.NDEATH) {
            death(topic);
            return;
        }
        EdgeNode node = nodes.get(topic.nodeId());
        if (node == null) {
            rows.reject(Reason.LIMIT_EXCEEDED, "there are more than " + EdgeNodes.MAX_NODES + " edge nodes");
            return;
        }
        int before = node.next();
        boolean gap = follow(topic, node);
        incomplete = gap || !node.isBorn();
        if (topic.type() != MessageType.DDEATH) {
            readMetrics(topic, node);
            rows.write(topic);
        }
        if (rows.isFull()) {
            // It will be decoded again.
            node.setNext(before);
        } else if (gap) {
            missing(topic, before);
        }
    }

    /** Whether messages are missing before this one. */
    private boolean follow(SparkplugTopic topic, EdgeNode node) {
        if (topic.type() != MessageType.NBIRTH) {
            return !node.follows(reader.sequence());
        }
        int size = node.size();
        node.bear();
        nodes.resized(size, 0);
        node.setNext((int) reader.sequence() + 1);
        return false;
    }

    private void missing(SparkplugTopic topic, int expected) {
        gaps.setRelease(gaps.getPlain() + 1);
        LOG.debug(
                "stream {}: messages of edge node {} are missing: number {} came, expected {}",
                stream,
                topic.nodeId(),
                reader.sequence(),
                expected);
    }

    private void death(SparkplugTopic topic) throws IOException {
        EdgeNode node = nodes.find(topic.nodeId());
        long birth = SparkplugReader.NONE;
        for (int i = 0; i < reader.metrics(); i++) {
            reader.metric(i);
            if (isBirthNumber()) {
                birth = reader.bits;
            }
        }
        if (node != null && node.diesWith(birth)) {
            nodes.forget(topic.nodeId());
        }
    }

    private boolean isBirthNumber() {
        return isInteger() && reader.name().equals(BIRTH_NUMBER);
    }

    private boolean isInteger() {
        return reader.kind == SparkplugReader.Kind.INT || reader.kind == SparkplugReader.Kind.LONG;
    }

    private void readMetrics(SparkplugTopic topic, EdgeNode node) throws IOException {
        int size = node.size();
        boolean fits;
        try {
            fits = findMetrics(topic, node);
        } finally {
            // A birth may turn out to be broken when half of it is kept.
            nodes.resized(size, node.size());
        }
        if (!fits) {
            rows.reject(
                    Reason.LIMIT_EXCEEDED,
                    "the edge node has more than " + EdgeNode.MAX_METRICS + " metrics, or all have more than "
                            + EdgeNodes.MAX_METRICS);
        }
    }

    /** Finds out what each metric is, and of a birth keeps it; false if that is too much. */
    private boolean findMetrics(SparkplugTopic topic, EdgeNode node) throws IOException {
        boolean birth = topic.type() == MessageType.NBIRTH || topic.type() == MessageType.DBIRTH;
        String device = topic.device() == null ? "" : topic.device();
        boolean fits = true;
        for (int i = 0; i < reader.metrics(); i++) {
            reader.metric(i);
            if (birth) {
                fits &= define(node, device);
            }
            if (topic.type() == MessageType.NBIRTH && isBirthNumber()) {
                node.setBirth(reader.bits);
            }
            rows.add(i, find(node, device));
        }
        return fits;
    }

    private boolean define(EdgeNode node, String device) {
        String name = reader.name();
        if (name.isEmpty()) {
            rows.reject(Reason.INVALID_SPARKPLUG, "a metric of the birth has no name");
            return true;
        }
        Long alias = reader.hasAlias ? Long.valueOf(reader.alias) : null;
        return !nodes.isFull() && node.define(alias, device, name, rows.target(name), reader.dataType);
    }

    /** What the metric that was read is; unread where nothing knows it, after saying why. */
    private EdgeNode.Metric find(EdgeNode node, String device) {
        String name = reader.name();
        if (name.isEmpty()) {
            EdgeNode.Metric known = reader.hasAlias ? node.byAlias(reader.alias) : null;
            if (known != null) {
                return known;
            }
            incomplete |= reader.hasAlias;
            rows.reject(
                    reader.hasAlias ? Reason.NO_BIRTH : Reason.INVALID_SPARKPLUG,
                    reader.hasAlias
                            ? "alias " + Long.toUnsignedString(reader.alias)
                                    + " is of no birth that has been seen since the start"
                            : "a metric has neither name nor alias");
            return EdgeNode.Metric.UNREAD;
        }
        EdgeNode.Metric read = rows.read(name, reader.dataType);
        if (read.target() == null || read.dataType() != 0) {
            return read;
        }
        EdgeNode.Metric known = node.byName(device, name);
        if (isInteger() && (known == null || known.dataType() == 0)) {
            incomplete = true;
            rows.reject(
                    Reason.NO_BIRTH,
                    "metric \"" + name
                            + "\" has no data type, and no birth that has been seen since the start has one");
        }
        return known == null ? read : known;
    }

    @Override
    public long sequenceGaps() {
        return gaps.get();
    }

    @Override
    public boolean isFull() {
        return rows.isFull();
    }

    @Override
    public String detail() {
        return rows.detail();
    }
}
