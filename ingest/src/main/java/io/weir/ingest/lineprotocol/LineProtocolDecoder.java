package io.weir.ingest.lineprotocol;

import io.weir.config.DecodeConfig.LineProtocol;
import io.weir.config.StreamConfig;
import io.weir.ingest.decode.Decoder;
import io.weir.ingest.decode.MessageContext;
import io.weir.ingest.decode.PathTrie;
import io.weir.ingest.decode.Reason;
import io.weir.ingest.decode.RowWriter;
import io.weir.ingest.decode.Utf8;
import io.weir.model.RowBatch;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Hot path. InfluxDB line protocol: a row for each line; empty lines and lines that begin with # are left out.
 *
 * <pre>
 *   press,line=4,hall=north temp=21.5,n=12i,u=3u,on=t,note="a \"b\"" 1700000000000000000
 *   |     |                 |                                        |
 *   $._measurement          $.temp (and n, u, on, note)              $._time, in the unit of the stream's time
 *         $.tags.line
 * </pre>
 *
 * A line without a timestamp has the time of its arrival. A tag or field that the stream reads and that stands twice in
 * its line is refused. Allocates nothing for a message that becomes rows.
 */
public final class LineProtocolDecoder implements Decoder {
    private final RowWriter writer;
    private final PathTrie.@Nullable Node tags;
    private final PathTrie.@Nullable Node measurement;
    private final PathTrie.@Nullable Node time;
    private final PathTrie.Node root;
    private final long[] seen;
    private final LineScanner scanner = new LineScanner();

    public LineProtocolDecoder(StreamConfig stream) {
        writer = new RowWriter(stream);
        PathTrie trie = new PathTrie(writer.targets());
        root = trie.root();
        tags = root.child(LineProtocol.TAGS);
        measurement = root.child(LineProtocol.MEASUREMENT);
        time = root.child(LineProtocol.TIME);
        seen = new long[(trie.size() + 63) >>> 6];
    }

    @Override
    public @Nullable Reason decode(MessageContext message, byte[] payload, int offset, int length, RowBatch batch) {
        writer.startMessage(batch, message);
        if (!Utf8.isValid(payload, offset, length)) {
            writer.reject(Reason.INVALID_UTF8, "the payload is not UTF-8");
            return writer.endMessage();
        }
        scanner.start(payload, offset, length);
        int rows = 0;
        while (!writer.isOver() && scanner.nextLine()) {
            writer.line(scanner.line());
            rows++;
            writer.startRow();
            Arrays.fill(seen, 0);
            if (!line()) {
                writer.reject(Reason.INVALID_LINE_PROTOCOL, scanner.problem());
            }
            writer.endRow();
        }
        if (rows == 0 && !writer.isOver()) {
            writer.reject(Reason.INVALID_LINE_PROTOCOL, "the payload has no line");
        }
        return writer.endMessage();
    }

    private boolean line() {
        if (!scanner.measurement()) {
            return false;
        }
        text(measurement);
        while (scanner.hasTag()) {
            if (!scanner.key("tag")) {
                return false;
            }
            PathTrie.Node tag = tags == null ? null : member(tags);
            if (!scanner.tagValue()) {
                return false;
            }
            text(tag);
        }
        if (!scanner.beginFields()) {
            return false;
        }
        do {
            if (!scanner.key("field")) {
                return false;
            }
            PathTrie.Node field = member(root);
            if (!scanner.fieldValue()) {
                return false;
            }
            field(field);
        } while (scanner.hasField());
        return timestamp();
    }

    private boolean timestamp() {
        if (!scanner.timestamp()) {
            return false;
        }
        if (time == null) {
            return true;
        }
        for (int target : time.targets()) {
            if (scanner.length() == 0) {
                writer.timeOfArrival(target);
            } else {
                writer.number(target, scanner.bytes(), scanner.from(), scanner.from() + scanner.length());
            }
        }
        return true;
    }

    /** The tag or field whose key was read, if the stream reads it; null otherwise. */
    private PathTrie.@Nullable Node member(PathTrie.Node parent) {
        PathTrie.Node node = parent.child(scanner.bytes(), scanner.from(), scanner.length());
        if (node == null || node == time || node == measurement || node.targets().length == 0) {
            return null;
        }
        long bit = 1L << (node.number() & 63);
        if ((seen[node.number() >>> 6] & bit) != 0 && !writer.isOver()) {
            writer.reject(Reason.DUPLICATE_MEMBER, "\"" + node.name() + "\" stands twice in its line");
        }
        seen[node.number() >>> 6] |= bit;
        return node;
    }

    private void text(PathTrie.@Nullable Node node) {
        if (node != null) {
            for (int target : node.targets()) {
                writer.text(target, scanner.bytes(), scanner.from(), scanner.length());
            }
        }
    }

    private void field(PathTrie.@Nullable Node node) {
        if (node == null) {
            return;
        }
        for (int target : node.targets()) {
            switch (scanner.kind()) {
                case TEXT -> writer.text(target, scanner.bytes(), scanner.from(), scanner.length());
                case NUMBER ->
                    writer.number(target, scanner.bytes(), scanner.from(), scanner.from() + scanner.length());
                case TRUE, FALSE -> writer.bool(target, scanner.kind() == LineScanner.Kind.TRUE);
            }
        }
    }

    @Override
    public boolean isFull() {
        return writer.isFull();
    }

    @Override
    public String detail() {
        return writer.detail();
    }
}
