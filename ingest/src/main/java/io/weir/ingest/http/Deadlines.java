package io.weir.ingest.http;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection that says nothing for too long between requests, or that takes too long for one request, however it
 * trickles: the first byte starts the clock, and only the last one stops it. First in the pipeline, so that it sees bytes
 * before anything waits for a whole header. On the connection's event loop only.
 *
 * <pre>
 *   IDLE ──first byte──▶ READING ──whole body──▶ SERVING ──answered──▶ IDLE, or READING if the next request has begun
 *    └─ idle timeout       └─ request timeout      └─ none: the answer has a limit of its own
 * </pre>
 */
final class Deadlines extends ChannelInboundHandlerAdapter {
    private enum State {
        IDLE,
        READING,
        SERVING
    }

    private final Duration idle;
    private final Duration request;
    private State state = State.IDLE;
    private boolean early;
    private @Nullable ChannelHandlerContext context;
    private @Nullable ScheduledFuture<?> end;

    Deadlines(Duration idle, Duration request) {
        this.idle = idle;
        this.request = request;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
        schedule(idle);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (state == State.IDLE) {
            state = State.READING;
            schedule(request);
        } else if (state == State.SERVING) {
            early = true;
        }
        ctx.fireChannelRead(message);
    }

    /** The request is there as a whole. */
    void serving() {
        state = State.SERVING;
        early = false;
        cancel();
    }

    /** It is answered. */
    void answered() {
        state = early ? State.READING : State.IDLE;
        schedule(early ? request : idle);
        early = false;
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        cancel();
        ctx.fireChannelInactive();
    }

    private void schedule(Duration after) {
        cancel();
        ChannelHandlerContext ctx = context;
        if (ctx != null && ctx.channel().isOpen()) {
            end = ctx.executor().schedule(() -> close(ctx), after.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private static void close(ChannelHandlerContext ctx) {
        var unused = ctx.close();
    }

    private void cancel() {
        if (end != null) {
            end.cancel(false);
            end = null;
        }
    }
}
