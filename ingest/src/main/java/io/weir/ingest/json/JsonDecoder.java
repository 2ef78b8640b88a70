package io.weir.ingest.json;

import io.weir.config.StreamConfig;
import io.weir.ingest.decode.Decoder;
import io.weir.ingest.decode.MessageContext;
import io.weir.ingest.decode.PathTrie;
import io.weir.ingest.decode.Reason;
import io.weir.ingest.decode.RowWriter;
import io.weir.ingest.decode.UnknownMembers;
import io.weir.ingest.decode.Utf8;
import io.weir.model.RowBatch;
import org.jspecify.annotations.Nullable;

/**
 * Hot path. JSON: an object becomes a row, an array of objects a row each, in order. The whole payload is validated
 * before any row of it counts, also behind the last member that the stream reads; what becomes of
 * members that the stream does not read is configured. A member that it reads and that stands twice in its object is refused: either value could be the wrong
 * one. Allocates nothing for a payload that becomes rows.
 *
 * <p>Two read it: {@link JsonScanner} is fast and takes only what is beyond doubt, which is nearly everything that devices
 * send; what it does not take goes through {@link StrictDecoder} from the start.
 */
public final class JsonDecoder implements Decoder {
    private final RowWriter writer;
    private final UnknownMembers unknown;
    private final JsonScanner scanner;
    private final StrictDecoder strict;

    public JsonDecoder(StreamConfig stream) {
        writer = new RowWriter(stream);
        PathTrie trie = new PathTrie(writer.targets());
        unknown = new UnknownMembers(stream);
        scanner = new JsonScanner(writer, trie, unknown);
        strict = new StrictDecoder(writer, trie, unknown);
    }

    @Override
    public @Nullable Reason decode(MessageContext message, byte[] payload, int offset, int length, RowBatch batch) {
        writer.startMessage(batch, message);
        if (!Utf8.isValid(payload, offset, length)) {
            writer.reject(Reason.INVALID_UTF8, "the payload is not UTF-8");
        } else if (length > 0 && payload[offset] == (byte) 0xef && isByteOrderMark(payload, offset, length)) {
            writer.reject(Reason.INVALID_JSON, "the payload begins with a byte order mark, expected JSON without one");
        } else if (!scanner.scan(payload, offset, length)) {
            writer.restartMessage();
            strict.decode(payload, offset, length);
        }
        return writer.endMessage();
    }

    private static boolean isByteOrderMark(byte[] payload, int offset, int length) {
        return length >= 3 && payload[offset + 1] == (byte) 0xbb && payload[offset + 2] == (byte) 0xbf;
    }

    /** Members that the stream does not read. */
    public UnknownMembers unknown() {
        return unknown;
    }

    /** The full parser, for tests. */
    StrictDecoder strict() {
        return strict;
    }

    @Override
    public int unknownMembers() {
        return unknown.names().size();
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
