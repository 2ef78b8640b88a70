package io.weir.ingest.sparkplug;

import io.weir.config.DecodeConfig.SparkplugB;
import io.weir.config.StreamConfig;
import io.weir.config.TimeUnitConfig;
import io.weir.ingest.decode.MessageContext;
import io.weir.ingest.decode.PathTrie;
import io.weir.ingest.decode.Reason;
import io.weir.ingest.decode.RowWriter;
import io.weir.ingest.decode.Utf8;
import io.weir.ingest.sparkplug.SparkplugReader.Kind;
import io.weir.model.RowBatch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Hot path. Makes rows of the metrics of one message: one for each moment, in the order of time. One thread.
 *
 * <pre>
 *   metrics:  t=5 Temp 21.5    t=5 Rpm 900    t=4 Temp 21.4 (historical)
 *   rows:     4: Temp 21.4, Rpm null          5: Temp 21.5, Rpm 900
 * </pre>
 */
final class MetricRows {
    private static final int INDEX_BITS = 17;
    /** Timestamps beyond this, far from every clock, are refused as rows; here they only need an order. */
    private static final long MAX_ORDER = Long.MAX_VALUE >> INDEX_BITS;

    private static final int UINT64 = 8;
    private static final int BOOLEAN = 11;
    private static final int DATE_TIME = 13;
    private static final int UUID = 15;

    private final RowWriter writer;
    private final SparkplugReader reader;
    private final PathTrie.Node root;
    private final PathTrie.@Nullable Node time;
    private final PathTrie.@Nullable Node id;
    private final PathTrie.@Nullable Node group;
    private final PathTrie.@Nullable Node node;
    private final PathTrie.@Nullable Node device;
    private final long[] seen;

    /** The metrics that the stream reads: timestamp and index, to be sorted. */
    private long[] order = new long[64];

    private int count;
    /** By index. */
    private EdgeNode.Metric[] found = new EdgeNode.Metric[64];

    MetricRows(StreamConfig stream, SparkplugReader reader) {
        this.writer = new RowWriter(stream);
        this.reader = reader;
        PathTrie trie = new PathTrie(writer.targets());
        this.root = trie.root();
        this.seen = new long[(trie.size() + 63) >>> 6];
        this.time = root.child(SparkplugB.TIME);
        this.id = root.child(SparkplugB.ID);
        this.group = root.child(SparkplugB.GROUP);
        this.node = root.child(SparkplugB.NODE);
        this.device = root.child(SparkplugB.DEVICE);
    }

    void startMessage(RowBatch batch, MessageContext message) {
        writer.startMessage(batch, message);
        count = 0;
    }

    /** What reads the metric with this name; null if nothing does. */
    PathTrie.@Nullable Node target(String name) {
        PathTrie.Node child = root.child(name);
        boolean own =
                child == null || child == time || child == id || child == group || child == node || child == device;
        return own ? null : child;
    }

    /** A metric with this name and data type. */
    EdgeNode.Metric read(String name, int dataType) {
        PathTrie.Node target = target(name);
        return target == null ? EdgeNode.Metric.UNREAD : new EdgeNode.Metric(target, dataType);
    }

    /** Takes the metric that was read as number {@code index} of its message. */
    void add(int index, EdgeNode.Metric metric) {
        if (metric.target() == null) {
            return;
        }
        if (count == order.length) {
            order = Arrays.copyOf(order, 2 * count);
        }
        if (index >= found.length) {
            found = Arrays.copyOf(found, 2 * index);
        }
        found[index] = metric;
        long moment = reader.timestamp < 0 || reader.timestamp > MAX_ORDER ? MAX_ORDER : reader.timestamp;
        order[count++] = (moment << INDEX_BITS) | index;
    }

    /** Writes the rows of the metrics that were added. */
    void write(SparkplugTopic topic) throws IOException {
        Arrays.sort(order, 0, count);
        boolean open = false;
        long moment = 0;
        for (int i = 0; i < count && !writer.isOver(); i++) {
            int index = (int) order[i] & ((1 << INDEX_BITS) - 1);
            reader.metric(index);
            if (open && reader.timestamp != moment) {
                writer.endRow();
                open = false;
            }
            if (!open) {
                moment = reader.timestamp;
                startRow(topic);
                open = true;
            }
            metric(found[index]);
        }
        if (open) {
            writer.endRow();
        }
    }

    private void startRow(SparkplugTopic topic) {
        Arrays.fill(seen, 0);
        writer.startRow();
        if (time != null) {
            for (int target : time.targets()) {
                if (reader.timestamp == SparkplugReader.NONE) {
                    writer.timeOfArrival(target);
                } else {
                    writer.time(target, reader.timestamp, TimeUnitConfig.MS);
                }
            }
        }
        text(id, topic.id());
        text(group, topic.group());
        text(node, topic.node());
        if (topic.device() != null) {
            text(device, topic.device());
        }
    }

    private void text(PathTrie.@Nullable Node reads, String value) {
        if (reads != null) {
            byte[] utf8 = value.getBytes(StandardCharsets.UTF_8);
            for (int target : reads.targets()) {
                writer.text(target, utf8, 0, utf8.length);
            }
        }
    }

    private void metric(EdgeNode.Metric metric) {
        PathTrie.Node reads = metric.target();
        if (reads == null) {
            return;
        }
        long bit = 1L << (reads.number() & 63);
        if ((seen[reads.number() >>> 6] & bit) != 0 && !writer.isOver()) {
            writer.reject(Reason.DUPLICATE_MEMBER, "metric \"" + reads.name() + "\" stands twice with one timestamp");
        }
        seen[reads.number() >>> 6] |= bit;
        for (int target : reads.targets()) {
            value(target, reads.name(), reader.dataType != 0 ? reader.dataType : metric.dataType());
        }
    }

    private void value(int target, String name, int dataType) {
        if (reader.kind != Kind.NULL && dataType > UUID) {
            writer.structure(target, "a value of Sparkplug's data type " + dataType);
            return;
        }
        switch (reader.kind) {
            case INT, LONG -> integer(target, dataType);
            case REAL -> writer.real(target, reader.real);
            case BOOL -> writer.bool(target, reader.bits != 0);
            case TEXT -> {
                if (Utf8.isValid(reader.bytes(), reader.textFrom, reader.textLength)) {
                    writer.text(target, reader.bytes(), reader.textFrom, reader.textLength);
                } else {
                    writer.reject(Reason.INVALID_UTF8, "metric \"" + name + "\" is not UTF-8");
                }
            }
            case OTHER -> writer.structure(target, "bytes or a structure");
            case NULL -> {
                // Null stays null.
            }
        }
    }

    private void integer(int target, int dataType) {
        switch (dataType) {
            case UINT64 -> writer.unsigned(target, reader.bits);
            case BOOLEAN -> writer.bool(target, reader.bits != 0);
            case DATE_TIME -> writer.time(target, reader.bits, TimeUnitConfig.MS);
            default -> writer.integer(target, reader.integer(dataType));
        }
    }

    void reject(Reason reason, String detail) {
        if (!writer.isOver()) {
            writer.reject(reason, detail);
        }
    }

    @Nullable Reason endMessage() {
        return writer.endMessage();
    }

    boolean isFull() {
        return writer.isFull();
    }

    String detail() {
        return writer.detail();
    }
}
