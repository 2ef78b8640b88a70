package io.weir.ingest.http;

import io.weir.ingest.Delivery;
import io.weir.ingest.MessageVisitor;
import io.weir.ingest.PartitionChanges;
import io.weir.ingest.decode.MessageProperties;
import io.weir.ingest.decode.Reason;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The messages of one request, or a tick. */
final class HttpDelivery implements Delivery {
    private final String partition;
    private final long arrivalNanos;
    private final PartitionChanges changes;
    private final @Nullable PostRequest request;
    private final BodySplitter messages;
    private final int count;

    // Of the source's thread until onNext returns, then read by the commit thread:
    private final List<Answer.Rejected> rejected = new ArrayList<>(0);
    private int rejectedCount;

    /** @param request null: a tick */
    HttpDelivery(
            String partition,
            long arrivalNanos,
            PartitionChanges changes,
            @Nullable PostRequest request,
            BodySplitter messages) {
        this.partition = partition;
        this.arrivalNanos = arrivalNanos;
        this.changes = changes;
        this.request = request;
        this.messages = messages;
        this.count = request == null ? 0 : messages.count();
    }

    @Override
    public long arrivalNanos() {
        return arrivalNanos;
    }

    @Override
    public PartitionChanges changes() {
        return changes;
    }

    @Override
    public @Nullable String stream() {
        return request == null ? null : request.stream();
    }

    @Override
    public void forEach(MessageVisitor visitor) {
        MessageProperties properties = MessageProperties.none();
        if (request == null) {
            return;
        }
        for (int i = 0; i < count; i++) {
            int length = messages.length(i);
            visitor.message(
                    partition,
                    MessageVisitor.NO_OFFSET,
                    request.topic(),
                    properties,
                    messages.bytes(),
                    messages.start(i),
                    length,
                    length);
        }
    }

    @Override
    public void rejected(int index, Reason reason, String detail) {
        rejectedCount++;
        if (request != null && rejected.size() < Answer.MAX_REJECTED) {
            rejected.add(new Answer.Rejected(request.shape().place(), messages.number(index), reason.word(), detail));
        }
    }

    @Override
    public int messageCount() {
        return count;
    }

    @Override
    public void acknowledge() {
        if (request != null) {
            request.answer(Answer.accepted(count - rejectedCount, rejectedCount, rejected));
        }
    }
}
