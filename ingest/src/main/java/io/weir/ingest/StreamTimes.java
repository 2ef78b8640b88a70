package io.weir.ingest;

import io.weir.model.EventTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;

/**
 * What the sources of a stream must know of each other: whether all of its partitions are idle, so that its watermark
 * may advance by elapsed time. One instance for the whole appliance, shared by every {@link Ingest}. Thread-safe.
 */
public final class StreamTimes {
    private static final long INTERVAL_NANOS = Duration.ofSeconds(1).toNanos();
    /** The longer the silence, the rarer the advances: a sixteenth of it apart. Spares the disk of a sleeping plant. */
    private static final int PATIENCE = 16;

    private final Map<String, Shared> streams = new ConcurrentHashMap<>();
    private final ToLongFunction<String> watermarks;

    /** For an appliance without pipelines. */
    public StreamTimes() {
        this(stream -> EventTime.MIN);
    }

    /**
     * For an appliance whose streams have a history.
     *
     * @param watermarks by stream: how far its time has come in the pipelines that read it, {@link EventTime#MIN} if
     *     nowhere. A stream that is silent since the start goes on from there. Any thread
     */
    public StreamTimes(ToLongFunction<String> watermarks) {
        this.watermarks = watermarks;
    }

    /** The share of one source in the time of a stream. */
    Member join(String stream, Duration outOfOrderness, Duration idleTimeout) {
        return streams.computeIfAbsent(
                        stream,
                        id -> new Shared(
                                outOfOrderness.toNanos(), idleTimeout.toNanos(), () -> watermarks.applyAsLong(id)))
                .join();
    }

    /** Guarded by itself. */
    private static final class Shared {
        private final long outOfOrdernessNanos;
        private final long intervalNanos;
        private final LongSupplier history;
        private final List<Member> members = new ArrayList<>();
        private long lastAdvance = EventTime.MIN;
        private long lastAdvanceAt;

        Shared(long outOfOrdernessNanos, long idleTimeoutNanos, LongSupplier history) {
            this.history = history;
            this.outOfOrdernessNanos = outOfOrdernessNanos;
            this.intervalNanos = Math.min(INTERVAL_NANOS, Math.max(1, idleTimeoutNanos));
        }

        synchronized Member join() {
            Member member = new Member(this);
            members.add(member);
            return member;
        }

        synchronized long advance(long nowNanos) {
            long maxTime = EventTime.MIN;
            long idleSince = Long.MIN_VALUE;
            boolean any = false;
            for (Member member : members) {
                if (member.known && (!member.idle || !member.live)) {
                    return EventTime.MIN;
                }
                if (member.known) {
                    maxTime = Math.max(maxTime, member.maxTime);
                    idleSince = any ? Math.max(idleSince, member.idleSince) : member.idleSince;
                    any = true;
                }
            }
            long begin = maxTime == EventTime.MIN ? history.getAsLong() : maxTime - outOfOrdernessNanos;
            if (!any || begin == EventTime.MIN) {
                return EventTime.MIN;
            }
            long elapsed = nowNanos - idleSince;
            long watermark = begin + elapsed;
            long due = Math.max(intervalNanos, elapsed / PATIENCE);
            boolean first = lastAdvance == EventTime.MIN || lastAdvanceAt - idleSince < 0;
            if (elapsed <= 0 || watermark <= lastAdvance || (!first && nowNanos - lastAdvanceAt < due)) {
                return EventTime.MIN;
            }
            lastAdvance = watermark;
            lastAdvanceAt = nowNanos;
            return watermark;
        }
    }

    /** One source's share in a stream. Written by the source's thread; guarded by its {@link Shared}. */
    static final class Member {
        private final Shared shared;
        private boolean known;
        private boolean idle;
        private boolean live = true;
        private long idleSince;
        private long maxTime = EventTime.MIN;

        private Member(Shared shared) {
            this.shared = shared;
        }

        /** At least one partition of the source has rows that no idle mark follows. */
        void active() {
            synchronized (shared) {
                known = true;
                idle = false;
            }
        }

        /** The last of the source's partitions has become idle. */
        void idle(long sinceNanos, long maxEventTime) {
            synchronized (shared) {
                known = true;
                idle = true;
                idleSince = sinceNanos;
                maxTime = Math.max(maxTime, maxEventTime);
            }
        }

        /** Whether the source's silence says anything right now, and since when, outages not counted. */
        void silence(boolean isLive, long sinceNanos) {
            synchronized (shared) {
                live = isLive;
                idleSince = idle ? sinceNanos : idleSince;
            }
        }

        /**
         * The watermark that this source should write for the stream now, or {@link EventTime#MIN}. Each is handed to
         * one source only.
         */
        long advance(long nowNanos) {
            return shared.advance(nowNanos);
        }
    }
}
