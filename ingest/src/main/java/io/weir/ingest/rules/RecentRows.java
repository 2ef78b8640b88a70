package io.weir.ingest.rules;

import java.util.ArrayDeque;

/**
 * Hot path. The fingerprints of the last while, in buckets by the time of their arrival. A bucket is closed after an eighth
 * of the while, or when it has an eighth of what may be remembered; the oldest go when they are out of date, or early when
 * there are too many. One thread.
 *
 * <pre>
 *   … | bucket | bucket | bucket | current |
 *       ◀──────── within ────────▶
 * </pre>
 */
final class RecentRows {
    private static final int PARTS = 8;

    private final long withinNanos;
    private final int bucketLimit;
    private final int maxEntries;
    private final ArrayDeque<Bucket> buckets = new ArrayDeque<>();
    private final ArrayDeque<FingerprintTable> free = new ArrayDeque<>();
    private int size;
    private long forgotten;

    private static final class Bucket {
        private final FingerprintTable rows;
        private final long beginNanos;
        /** When the last row came. */
        private long lastNanos;

        Bucket(FingerprintTable rows, long beginNanos) {
            this.rows = rows;
            this.beginNanos = beginNanos;
            this.lastNanos = beginNanos;
        }
    }

    RecentRows(long withinNanos, int maxEntries) {
        this.withinNanos = withinNanos;
        this.maxEntries = maxEntries;
        this.bucketLimit = Math.max(1, maxEntries / PARTS);
    }

    /** Remembers a row; false if it was there already. A time before the last one counts as that. */
    boolean add(Fingerprint print, long atNanos) {
        Bucket last = buckets.peekLast();
        long nowNanos = last == null || atNanos - last.lastNanos > 0 ? atNanos : last.lastNanos;
        while (!buckets.isEmpty() && nowNanos - buckets.getFirst().lastNanos > withinNanos) {
            remove();
        }
        for (Bucket bucket : buckets) {
            if (bucket.rows.contains(print)) {
                return false;
            }
        }
        Bucket current = buckets.peekLast();
        if (current == null || current.rows.isFull() || nowNanos - current.beginNanos >= withinNanos / PARTS) {
            if (size + bucketLimit > maxEntries && current != null) {
                forgotten += buckets.getFirst().rows.size();
                remove();
            }
            FingerprintTable table = free.poll();
            current = new Bucket(table == null ? new FingerprintTable(bucketLimit) : table, nowNanos);
            buckets.addLast(current);
        }
        current.rows.intern(print);
        current.lastNanos = nowNanos;
        size++;
        return true;
    }

    private void remove() {
        Bucket oldest = buckets.removeFirst();
        size -= oldest.rows.size();
        if (free.isEmpty()) {
            oldest.rows.clear();
            free.add(oldest.rows);
        }
    }

    int size() {
        return size;
    }

    /** How many were forgotten before their time, for want of room. */
    long forgotten() {
        return forgotten;
    }
}
