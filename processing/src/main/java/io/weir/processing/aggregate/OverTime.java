package io.weir.processing.aggregate;

import io.weir.model.RowBatch;

/**
 * What the values of a window say in the order of their times. All are null without values, and where there were more than
 * {@link Samples#MAX}; those that compare values are null below two. A NaN makes a number that is computed of it NaN.
 */
final class OverTime {
    private static final double NANOS_PER_SECOND = 1e9;

    private final Samples samples;

    OverTime(Samples samples) {
        this.samples = samples;
    }

    /** How far a counter rose; where a value is less than the one before, the counter began again at 0. */
    void increase(int slot, RowBatch out, int field) {
        if (samples.count(slot) >= 2) {
            out.setDouble(field, increase(samples.byTime(slot)));
        }
    }

    private static double increase(TimeSort values) {
        CompensatedSum sum = new CompensatedSum();
        for (int i = 1; i < values.count(); i++) {
            double before = values.number(i - 1);
            double value = values.number(i);
            sum.add(value < before ? value : value - before);
        }
        return sum.value();
    }

    /** {@link #increase} per second from the first value to the last; null if they have the same time. */
    void rate(int slot, RowBatch out, int field) {
        if (samples.count(slot) >= 2) {
            TimeSort values = samples.byTime(slot);
            double seconds = seconds(values.time(0), values.time(values.count() - 1));
            if (seconds > 0) {
                out.setDouble(field, increase(values) / seconds);
            }
        }
    }

    /** The area below the line through the values, in their unit times seconds: the trapezoidal rule. */
    void integral(int slot, RowBatch out, int field) {
        if (samples.count(slot) < 2) {
            return;
        }
        TimeSort values = samples.byTime(slot);
        CompensatedSum sum = new CompensatedSum();
        for (int i = 1; i < values.count(); i++) {
            double mean = values.number(i - 1) / 2 + values.number(i) / 2;
            sum.add(mean * seconds(values.time(i - 1), values.time(i)));
        }
        out.setDouble(field, sum.value());
    }

    /** The mean of values that each hold until the next, the last until the end of the window. */
    void timeWeightedAverage(int slot, long start, long end, RowBatch out, int field) {
        if (samples.count(slot) == 0) {
            return;
        }
        TimeSort values = samples.byTime(slot);
        int last = values.count() - 1;
        CompensatedSum sum = new CompensatedSum();
        for (int i = 0; i <= last; i++) {
            sum.add(values.number(i) * seconds(values.time(i), i == last ? end : values.time(i + 1)));
        }
        out.setDouble(field, sum.value() / seconds(values.time(0), end));
    }

    /** The longest time without a value, in seconds; the window's bounds are ends of silence too. */
    void gap(int slot, long start, long end, RowBatch out, int field) {
        if (samples.count(slot) == 0) {
            return;
        }
        TimeSort values = samples.byTime(slot);
        long before = start;
        long longest = 0;
        for (int i = 0; i < values.count(); i++) {
            longest = Math.max(longest, values.time(i) - before);
            before = values.time(i);
        }
        out.setDouble(field, seconds(0, Math.max(longest, end - before)));
    }

    /**
     * The exponentially weighted moving average at the last value: each value draws it by the share {@code 1 - exp(-t / tau)} of
     * the way to itself, where t is the time since the value before.
     *
     * @param tau the time constant in seconds
     */
    StateExporter movingAverage(double tau) {
        return (slot, out, field) -> {
            if (samples.count(slot) == 0) {
                return;
            }
            TimeSort values = samples.byTime(slot);
            double average = values.number(0);
            for (int i = 1; i < values.count(); i++) {
                double elapsed = seconds(values.time(i - 1), values.time(i));
                average += -StrictMath.expm1(-elapsed / tau) * (values.number(i) - average);
            }
            out.setDouble(field, average);
        };
    }

    /** The value below or at which a percentage of the values lies, 0 to 100: one of them, the lower of two. */
    StateExporter percentile(double percent) {
        return (slot, out, field) -> {
            int count = samples.count(slot);
            if (count > 0) {
                out.setDouble(field, samples.ranked(slot, (int) Math.floor(percent / 100 * (count - 1))));
            }
        };
    }

    /**
     * How many values lie in each of some equally wide ranges: below the first, in each, at or above the end of the last. NaN is
     * in none.
     */
    StateExporter histogram(double low, double high, int ranges) {
        return (slot, out, field) -> {
            if (samples.count(slot) == 0) {
                return;
            }
            TimeSort values = samples.byTime(slot);
            long[] counts = new long[ranges + 2];
            for (int i = 0; i < values.count(); i++) {
                double value = values.number(i);
                if (value < low) {
                    counts[0]++;
                } else if (value >= high) {
                    counts[ranges + 1]++;
                } else if (!Double.isNaN(value)) {
                    // Halves, which do not overflow.
                    double share = (value / 2 - low / 2) / (high / 2 - low / 2);
                    counts[1 + Math.min(ranges - 1, (int) (share * ranges))]++;
                }
            }
            JsonTexts.set(out, field, JsonTexts.array(counts.length, i -> Long.toString(counts[i])));
        };
    }

    /** The first values, as a JSON array. */
    StateExporter collect(int most) {
        return (slot, out, field) -> {
            if (samples.count(slot) == 0) {
                return;
            }
            TimeSort values = samples.byTime(slot);
            JsonTexts.set(out, field, JsonTexts.array(Math.min(most, values.count()), values::json));
        };
    }

    private static double seconds(long from, long to) {
        return (to - from) / NANOS_PER_SECOND;
    }
}
