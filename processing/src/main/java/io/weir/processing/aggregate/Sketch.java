package io.weir.processing.aggregate;

import com.datadoghq.sketch.ddsketch.mapping.CubicallyInterpolatedMapping;
import com.datadoghq.sketch.ddsketch.mapping.IndexMapping;
import io.weir.model.RowBatch;
import io.weir.processing.expression.DoubleVector;
import io.weir.processing.state.StateReader;
import io.weir.processing.state.StateWriter;
import java.util.Arrays;

/**
 * Hot path. {@code percentile}: a DDSketch (Masson, Rim, Lee, VLDB 2019) per slot, with the index mapping of
 * com.datadoghq:sketches-java and stores of our own, which are reused instead of allocated anew for each window.
 *
 * <p>percentile(x, p) of n values is the value number floor(p / 100 · (n − 1)), counted from 0 in ascending order, with a
 * relative error of at most {@value #RELATIVE_ERROR}; the smallest and the largest are exact. A store has at most
 * {@link BinStore#MAX_BINS} bins for each sign, which cover 17 orders of magnitude; values that lie further below the
 * largest are counted with the smallest bin. Infinities are ordered, and exported, as themselves; NaN in, NaN out.
 */
final class Sketch implements Accumulator {
    static final double RELATIVE_ERROR = 0.01;

    private static final IndexMapping MAPPING = new CubicallyInterpolatedMapping(RELATIVE_ERROR);
    private static final double MIN_INDEXABLE = MAPPING.minIndexableValue();
    private static final double MAX_INDEXABLE = MAPPING.maxIndexableValue();

    private final DoubleVector column;
    private final Allowance allowance;
    private final BinStore positives;
    private final BinStore negatives;
    /** Whether a slot has given up. */
    private boolean[] full = {};

    private long[] counts = {};
    private long[] zeros = {};
    private long[] notNumbers = {};
    /** Infinities stay out of the bins: they would push everything else into the smallest. */
    private long[] minusInfinities = {};

    private long[] plusInfinities = {};
    private double[] smallest = {};
    private double[] largest = {};

    Sketch(DoubleVector column, Allowance allowance) {
        this.allowance = allowance;
        this.positives = new BinStore(allowance);
        this.negatives = new BinStore(allowance);
        this.column = column;
    }

    @Override
    public void ensureCapacity(int slots) {
        positives.ensureCapacity(slots);
        negatives.ensureCapacity(slots);
        full = Arrays.copyOf(full, slots);
        counts = Arrays.copyOf(counts, slots);
        zeros = Arrays.copyOf(zeros, slots);
        notNumbers = Arrays.copyOf(notNumbers, slots);
        minusInfinities = Arrays.copyOf(minusInfinities, slots);
        plusInfinities = Arrays.copyOf(plusInfinities, slots);
        smallest = Arrays.copyOf(smallest, slots);
        largest = Arrays.copyOf(largest, slots);
    }

    @Override
    public void create(int slot) {
        positives.clear(slot);
        negatives.clear(slot);
        full[slot] = false;
        counts[slot] = 0;
        zeros[slot] = 0;
        notNumbers[slot] = 0;
        minusInfinities[slot] = 0;
        plusInfinities[slot] = 0;
        smallest[slot] = Double.POSITIVE_INFINITY;
        largest[slot] = Double.NEGATIVE_INFINITY;
    }

    @Override
    public void load(RowBatch batch) {
        column.load(batch);
    }

    @Override
    public void accumulate(RowBatch batch, int[] rows, int[] slots, int count) {
        double[] values = column.values();
        long[] validity = column.validity();
        for (int i = 0; i < count; i++) {
            int row = rows[i];
            if (Bits.isSet(validity, row) && !full[slots[i]]) {
                add(slots[i], values[row]);
                if (allowance.isExceeded()) {
                    fill(slots[i]);
                }
            }
        }
    }

    private void fill(int slot) {
        if (!full[slot]) {
            create(slot);
            full[slot] = true;
            allowance.full();
        }
    }

    private void add(int slot, double value) {
        counts[slot]++;
        if (Double.isNaN(value)) {
            notNumbers[slot]++;
            return;
        }
        smallest[slot] = Math.min(smallest[slot], value);
        largest[slot] = Math.max(largest[slot], value);
        if (Double.isInfinite(value)) {
            (value > 0 ? plusInfinities : minusInfinities)[slot]++;
        } else if (value >= MIN_INDEXABLE) {
            positives.add(slot, MAPPING.index(Math.min(value, MAX_INDEXABLE)), 1);
        } else if (value <= -MIN_INDEXABLE) {
            negatives.add(slot, MAPPING.index(Math.min(-value, MAX_INDEXABLE)), 1);
        } else {
            zeros[slot]++;
        }
    }

    @Override
    public void combine(int[] into, int[] from, int count) {
        for (int i = 0; i < count; i++) {
            int target = into[i];
            int source = from[i];
            if (full[source] || full[target]) {
                fill(target);
                continue;
            }
            counts[target] += counts[source];
            zeros[target] += zeros[source];
            notNumbers[target] += notNumbers[source];
            minusInfinities[target] += minusInfinities[source];
            plusInfinities[target] += plusInfinities[source];
            smallest[target] = Math.min(smallest[target], smallest[source]);
            largest[target] = Math.max(largest[target], largest[source]);
            positives.merge(target, source);
            negatives.merge(target, source);
            if (allowance.isExceeded()) {
                fill(target);
            }
        }
    }

    @Override
    public void release(int slot) {
        positives.release(slot);
        negatives.release(slot);
    }

    /** An exporter of one percentile, 0 to 100. */
    StateExporter percentile(double percent) {
        return (slot, out, field) -> {
            if (counts[slot] > 0) {
                out.setDouble(field, notNumbers[slot] > 0 ? Double.NaN : valueAt(slot, percent));
            }
        };
    }

    private double valueAt(int slot, double percent) {
        long rank = (long) Math.floor(percent / 100 * (counts[slot] - 1));
        if (rank <= 0) {
            return smallest[slot];
        } else if (rank >= counts[slot] - 1) {
            return largest[slot];
        }
        if (rank < minusInfinities[slot]) {
            return Double.NEGATIVE_INFINITY;
        } else if (rank >= counts[slot] - plusInfinities[slot]) {
            return Double.POSITIVE_INFINITY;
        }
        rank -= minusInfinities[slot];
        long below = negatives.total(slot);
        double value;
        if (rank < below) {
            value = -MAPPING.value(negatives.indexFromTop(slot, rank));
        } else if (rank < below + zeros[slot]) {
            value = 0;
        } else {
            value = MAPPING.value(positives.indexFromBottom(slot, rank - below - zeros[slot]));
        }
        return Math.min(Math.max(value, smallest[slot]), largest[slot]);
    }

    @Override
    public void snapshot(int slot, StateWriter out) {
        out.putBoolean(full[slot]);
        out.putLong(counts[slot]);
        out.putLong(zeros[slot]);
        out.putLong(notNumbers[slot]);
        out.putLong(minusInfinities[slot]);
        out.putLong(plusInfinities[slot]);
        out.putDouble(smallest[slot]);
        out.putDouble(largest[slot]);
        positives.snapshot(slot, out);
        negatives.snapshot(slot, out);
    }

    @Override
    public void restore(int slot, StateReader in) {
        full[slot] = in.getBoolean();
        counts[slot] = in.getLong();
        zeros[slot] = in.getLong();
        notNumbers[slot] = in.getLong();
        minusInfinities[slot] = in.getLong();
        plusInfinities[slot] = in.getLong();
        smallest[slot] = in.getDouble();
        largest[slot] = in.getDouble();
        positives.restore(slot, in);
        negatives.restore(slot, in);
    }
}
