package io.weir.processing.aggregate;

import io.weir.model.RowBatch;
import io.weir.processing.expression.DoubleVector;
import io.weir.processing.state.StateReader;
import io.weir.processing.state.StateWriter;
import java.util.Arrays;

/**
 * Hot path. {@code slope}: by how much the values rise a second, as the line of least squares through values and event times
 * does. Means and sums of products of distances are kept and combined as by Chan, Golub and LeVeque (1979), times as seconds
 * since the slot's first row, so that nothing is lost to large times. Null for fewer than two different times.
 */
final class Trend implements Accumulator {
    private static final double NANOS_PER_SECOND = 1e9;

    private final DoubleVector column;
    private long[] counts = {};
    /** Event time of the slot's first row, from which its times are counted. */
    private long[] origins = {};

    private double[] meanTimes = {};
    private double[] meanValues = {};
    private double[] timeSquares = {};
    private double[] products = {};

    Trend(DoubleVector column) {
        this.column = column;
    }

    @Override
    public void ensureCapacity(int slots) {
        counts = Arrays.copyOf(counts, slots);
        origins = Arrays.copyOf(origins, slots);
        meanTimes = Arrays.copyOf(meanTimes, slots);
        meanValues = Arrays.copyOf(meanValues, slots);
        timeSquares = Arrays.copyOf(timeSquares, slots);
        products = Arrays.copyOf(products, slots);
    }

    @Override
    public void create(int slot) {
        counts[slot] = 0;
        origins[slot] = 0;
        meanTimes[slot] = 0;
        meanValues[slot] = 0;
        timeSquares[slot] = 0;
        products[slot] = 0;
    }

    @Override
    public void load(RowBatch batch) {
        column.load(batch);
    }

    @Override
    public void accumulate(RowBatch batch, int[] rows, int[] slots, int count) {
        double[] values = column.values();
        long[] validity = column.validity();
        long[] times = batch.times();
        for (int i = 0; i < count; i++) {
            int row = rows[i];
            if (Bits.isSet(validity, row)) {
                add(slots[i], times[row], values[row]);
            }
        }
    }

    private void add(int slot, long timeNanos, double value) {
        if (counts[slot]++ == 0) {
            origins[slot] = timeNanos;
        }
        double time = (timeNanos - origins[slot]) / NANOS_PER_SECOND;
        double distance = time - meanTimes[slot];
        meanTimes[slot] += distance / counts[slot];
        meanValues[slot] += (value - meanValues[slot]) / counts[slot];
        timeSquares[slot] += distance * (time - meanTimes[slot]);
        products[slot] += distance * (value - meanValues[slot]);
    }

    @Override
    public void combine(int[] into, int[] from, int count) {
        for (int i = 0; i < count; i++) {
            combine(into[i], from[i]);
        }
    }

    private void combine(int into, int from) {
        if (counts[from] == 0) {
            return;
        }
        if (counts[into] == 0) {
            copy(into, from);
            return;
        }
        double n = (double) counts[into];
        double m = (double) counts[from];
        double time = (origins[from] - origins[into]) / NANOS_PER_SECOND + meanTimes[from] - meanTimes[into];
        double value = meanValues[from] - meanValues[into];
        meanTimes[into] += time * (m / (n + m));
        meanValues[into] += value * (m / (n + m));
        timeSquares[into] += timeSquares[from] + time * time * (n * m / (n + m));
        products[into] += products[from] + time * value * (n * m / (n + m));
        counts[into] += counts[from];
    }

    private void copy(int into, int from) {
        counts[into] = counts[from];
        origins[into] = origins[from];
        meanTimes[into] = meanTimes[from];
        meanValues[into] = meanValues[from];
        timeSquares[into] = timeSquares[from];
        products[into] = products[from];
    }

    void export(int slot, RowBatch out, int field) {
        if (timeSquares[slot] > 0) {
            out.setDouble(field, products[slot] / timeSquares[slot]);
        }
    }

    @Override
    public void snapshot(int slot, StateWriter out) {
        out.putLong(counts[slot]);
        out.putLong(origins[slot]);
        out.putDouble(meanTimes[slot]);
        out.putDouble(meanValues[slot]);
        out.putDouble(timeSquares[slot]);
        out.putDouble(products[slot]);
    }

    @Override
    public void restore(int slot, StateReader in) {
        counts[slot] = in.getLong();
        origins[slot] = in.getLong();
        meanTimes[slot] = in.getDouble();
        meanValues[slot] = in.getDouble();
        timeSquares[slot] = in.getDouble();
        products[slot] = in.getDouble();
    }
}
