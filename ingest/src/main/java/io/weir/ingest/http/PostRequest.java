package io.weir.ingest.http;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.weir.ingest.decode.Topic;
import io.weir.ingest.http.BodySplitter.Shape;
import java.util.Arrays;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicReference;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

/**
 * A request from its first byte to its answer. The body is collected on the connection's event loop and then handed to
 * the source's thread; the answer may come from any thread, and is written on the event loop.
 */
final class PostRequest {
    private enum State {
        WAITING,
        TAKEN,
        WITHDRAWN
    }

    private final String stream;
    private final Topic topic;
    private final Shape shape;
    private final boolean gzip;
    private final int maxBytes;
    private final Budget budget;
    private final EventLoop loop;
    private final Sinks.One<Answer> answer = Sinks.one();
    private final AtomicReference<State> state = new AtomicReference<>(State.WAITING);

    // Of the event loop until the request is queued, then of the source's thread:
    private byte[] body = {};
    private int length;
    private long received;
    private boolean overBudget;

    PostRequest(String stream, Topic topic, Shape shape, boolean gzip, int maxBytes, Budget budget, EventLoop loop) {
        this.stream = stream;
        this.topic = topic;
        this.shape = shape;
        this.gzip = gzip;
        this.maxBytes = maxBytes;
        this.budget = budget;
        this.loop = loop;
    }

    /** Takes a piece of the body; what is too much is counted and thrown away. */
    void append(ByteBuf piece) {
        int bytes = piece.readableBytes();
        received += bytes;
        if (isTooLarge() || overBudget) {
            return;
        }
        if (!budget.take(bytes)) {
            overBudget = true;
            return;
        }
        if (length + bytes > body.length) {
            body = Arrays.copyOf(body, Math.max(length + bytes, Math.min(maxBytes, body.length * 2)));
        }
        piece.getBytes(piece.readerIndex(), body, length, bytes);
        length += bytes;
    }

    boolean isTooLarge() {
        return received > maxBytes;
    }

    /** Whether so much has come beyond the limit that nothing more is read, not even to throw it away. */
    boolean isFlood() {
        return received > 2L * maxBytes;
    }

    boolean isOverBudget() {
        return overBudget;
    }

    /** The body is not needed any more. Once, by whoever has the request. */
    void releaseBody() {
        budget.give(length);
        length = 0;
        body = new byte[0];
    }

    /** The source's thread takes the request to deliver it; false if it has been answered already. */
    boolean take() {
        return state.compareAndSet(State.WAITING, State.TAKEN);
    }

    /** The time for an answer is over. On the event loop. */
    void expire() {
        if (state.compareAndSet(State.WAITING, State.WITHDRAWN)) {
            answer(Answer.later(
                    429, "backpressure", "nothing was taken: the journal takes no more now; send it again"));
        } else {
            answer(Answer.later(
                    503,
                    "not_durable",
                    "the messages were taken but are not durable yet; they may be in the journal: send them again if each"
                            + " must arrive"));
        }
    }

    /** Answers, if nothing has been answered yet. Any thread. */
    void answer(Answer value) {
        try {
            loop.execute(() -> answer.tryEmitValue(value));
        } catch (RejectedExecutionException e) {
            // The server is closed: nobody waits for the answer.
        }
    }

    Mono<Answer> answered() {
        return answer.asMono();
    }

    String stream() {
        return stream;
    }

    Topic topic() {
        return topic;
    }

    Shape shape() {
        return shape;
    }

    boolean isGzip() {
        return gzip;
    }

    /** The first {@link #length()} bytes count. */
    byte[] body() {
        return body;
    }

    int length() {
        return length;
    }
}
