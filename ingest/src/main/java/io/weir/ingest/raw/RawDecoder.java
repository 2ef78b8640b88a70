package io.weir.ingest.raw;

import io.weir.config.StreamConfig;
import io.weir.config.ValueOrigin;
import io.weir.ingest.decode.Decoder;
import io.weir.ingest.decode.MessageContext;
import io.weir.ingest.decode.Reason;
import io.weir.ingest.decode.RowWriter;
import io.weir.ingest.decode.Utf8;
import io.weir.model.FieldType;
import io.weir.model.RowBatch;
import org.jspecify.annotations.Nullable;

/**
 * Hot path. The whole payload is the value of the one field that does not come from the topic. For a string it is taken
 * as it is; for every other type without the blanks and line ends around it. Allocates nothing for a payload that
 * becomes a row.
 */
public final class RawDecoder implements Decoder {
    private final RowWriter writer;
    private final int target;
    private final boolean text;

    /** @param stream with one field from the payload */
    public RawDecoder(StreamConfig stream) {
        writer = new RowWriter(stream);
        target = writer.targets().get(0).index();
        text = stream.fields().get(target).type() == FieldType.STRING;
        if (writer.targets().size() != 1 || !(stream.fields().get(target).origin() instanceof ValueOrigin.Payload)) {
            throw new IllegalArgumentException("stream " + stream.id() + " needs exactly one field from the payload");
        }
    }

    @Override
    public @Nullable Reason decode(MessageContext message, byte[] payload, int offset, int length, RowBatch batch) {
        writer.startMessage(batch, message);
        if (!Utf8.isValid(payload, offset, length)) {
            writer.reject(Reason.INVALID_UTF8, "the payload is not UTF-8");
            return writer.endMessage();
        }
        int from = offset;
        int end = offset + length;
        while (!text && from < end && isBlank(payload[from])) {
            from++;
        }
        while (!text && from < end && isBlank(payload[end - 1])) {
            end--;
        }
        writer.startRow();
        writer.text(target, payload, from, end - from);
        writer.endRow();
        return writer.endMessage();
    }

    private static boolean isBlank(byte b) {
        return b == ' ' || b == '\t' || b == '\r' || b == '\n';
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
