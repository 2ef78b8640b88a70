package io.weir.processing.time;

import io.weir.model.EventTime;
import io.weir.model.Partitions;
import io.weir.processing.state.StateReader;
import io.weir.processing.state.StateWriter;
import java.util.Arrays;

/**
 * Hot path. The watermark of a stream: the smallest, over its partitions that are not idle, of (largest
 * event time seen − out-of-orderness). A partition that has joined and had no row yet holds it where it is. It never goes
 * back. Not thread-safe.
 *
 * <p>Worked example with an out-of-orderness of 2: a row of A at 10 gives 8; a first row of B at 5 leaves it at 8 (B
 * would say 3); A at 20 leaves it at 8 (B holds it); B falls idle: 18.
 */
public final class WatermarkTracker {
    private final long outOfOrdernessNanos;
    private String[] names = new String[4];
    private long[] maxTimes = new long[4];
    private boolean[] active = new boolean[4];
    private int size;
    /** The partition that holds the minimum; -1 when none is active. */
    private int slowest = -1;

    private long watermark = EventTime.MIN;
    /** Index in this tracker for each partition of the batch at hand; -1 where it is not known yet. */
    private int[] ofBatch = new int[4];

    /** @param outOfOrdernessNanos how far behind the largest event time of its partition a row may lie; not negative */
    public WatermarkTracker(long outOfOrdernessNanos) {
        this.outOfOrdernessNanos = outOfOrdernessNanos;
    }

    /** Epoch nanoseconds; {@link EventTime#MIN}: none yet. */
    public long watermark() {
        return watermark;
    }

    /**
     * The largest event time of all partitions, idle or not, less the out-of-orderness, or the watermark if that is
     * further; {@link EventTime#MIN}: there were no rows yet. From there a stream goes on that is silent as a whole.
     */
    public long horizon() {
        long max = EventTime.MIN;
        for (int i = 0; i < size; i++) {
            max = Math.max(max, maxTimes[i]);
        }
        return max == EventTime.MIN ? watermark : Math.max(watermark, max - outOfOrdernessNanos);
    }

    /** Whether there is a partition that is not idle. */
    boolean isActive() {
        return slowest >= 0;
    }

    /** Begins a batch, whose rows name their partitions by index. */
    public void begin(Partitions partitions) {
        int count = partitions.size();
        if (count > ofBatch.length) {
            ofBatch = new int[Math.max(count, ofBatch.length * 2)];
        }
        for (int i = 0; i < count; i++) {
            ofBatch[i] = find(partitions.name(i));
        }
    }

    /**
     * Sees a row. The caller sees to it that {@code timeNanos - outOfOrderness} does not overflow.
     *
     * @param partition index in the batch's partitions
     * @return the watermark after the row
     */
    public long row(Partitions partitions, int partition, long timeNanos) {
        int index = ofBatch[partition];
        if (index < 0) {
            index = add(partitions.name(partition));
            ofBatch[partition] = index;
        }
        boolean wakes = !active[index];
        if (timeNanos > maxTimes[index]) {
            maxTimes[index] = timeNanos;
        } else if (!wakes) {
            return watermark;
        }
        if (wakes || index == slowest) {
            active[index] = true;
            recompute();
        }
        return watermark;
    }

    /** Takes the marks of the batch (joined, idle), all at once. Returns the watermark after them. */
    public long marks(Partitions partitions) {
        boolean changed = false;
        for (int i = 0; i < partitions.size(); i++) {
            if (partitions.isJoined(i)) {
                changed |= setActive(ofBatch[i] >= 0 ? ofBatch[i] : add(partitions.name(i)), true);
            } else if (partitions.isIdle(i) && ofBatch[i] >= 0) {
                changed |= setActive(ofBatch[i], false);
            }
        }
        if (changed) {
            recompute();
        }
        return watermark;
    }

    private boolean setActive(int index, boolean value) {
        boolean changed = active[index] != value;
        active[index] = value;
        return changed;
    }

    /** Moves the watermark to {@code eventTimeNanos} unless it is there already. Returns the watermark after it. */
    public long advance(long eventTimeNanos) {
        watermark = Math.max(watermark, eventTimeNanos);
        return watermark;
    }

    /** Writes all state. */
    public void snapshot(StateWriter out) {
        out.putLong(watermark);
        out.putInt(size);
        for (int i = 0; i < size; i++) {
            out.putText(names[i]);
            out.putLong(maxTimes[i]);
            out.putBoolean(active[i]);
        }
    }

    /** Replaces all state by what {@link #snapshot} wrote. */
    public void restore(StateReader in) {
        watermark = in.getLong();
        size = 0;
        int count = in.getInt();
        for (int i = 0; i < count; i++) {
            int index = add(in.getText());
            maxTimes[index] = in.getLong();
            active[index] = in.getBoolean();
        }
        recompute();
    }

    private void recompute() {
        slowest = -1;
        for (int i = 0; i < size; i++) {
            if (active[i] && (slowest < 0 || maxTimes[i] < maxTimes[slowest])) {
                slowest = i;
            }
        }
        if (slowest >= 0 && maxTimes[slowest] != EventTime.MIN) {
            watermark = Math.max(watermark, maxTimes[slowest] - outOfOrdernessNanos);
        }
    }

    private int find(String name) {
        for (int i = 0; i < size; i++) {
            if (names[i].equals(name)) {
                return i;
            }
        }
        return -1;
    }

    private int add(String name) {
        if (size == names.length) {
            names = Arrays.copyOf(names, size * 2);
            maxTimes = Arrays.copyOf(maxTimes, size * 2);
            active = Arrays.copyOf(active, size * 2);
        }
        names[size] = name;
        maxTimes[size] = EventTime.MIN;
        active[size] = false;
        return size++;
    }
}
