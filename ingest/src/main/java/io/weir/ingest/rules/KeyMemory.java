package io.weir.ingest.rules;

import io.weir.config.RowRules.Band;
import io.weir.config.RowRules.Deadband;
import io.weir.config.RowRules.Sample;
import io.weir.model.EventTime;
import io.weir.model.FieldType;
import io.weir.model.RowBatch;
import io.weir.model.Schema;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Hot path. What is remembered of each key for samples and dead bands, in plain arrays by the key's number. Keys beyond the
 * limit have no memory: their rows pass. One thread.
 */
final class KeyMemory {
    private static final int INITIAL = 64;

    private final FingerprintTable keys;
    private final int sampleRows;
    private final long sampleNanos;
    private final int[] bandFields;
    private final boolean[] bandIsLong;
    private final double[] bandSizes;
    private final boolean[] bandPercent;
    private final long silenceNanos;
    private long refused;

    /** Per key: how many rows have come since one was kept, or the last interval of which one was kept. */
    private long[] samples = new long[INITIAL];
    /** Per key: the event time of the last row that was kept. */
    private long[] keptTimes = new long[INITIAL];
    /** Per key and band: the value that was kept; NaN for null. */
    private double[] keptValues;

    KeyMemory(Optional<Sample> sample, Optional<Deadband> deadband, Schema schema, int maxKeys) {
        keys = new FingerprintTable(maxKeys);
        Sample every = sample.orElse(null);
        sampleRows = every instanceof Sample.Rows rows ? rows.rows() : 0;
        sampleNanos =
                every instanceof Sample.Interval interval ? interval.length().toNanos() : 0;
        int bands = deadband.map(it -> it.bands().size()).orElse(0);
        bandFields = new int[bands];
        bandIsLong = new boolean[bands];
        bandSizes = new double[bands];
        bandPercent = new boolean[bands];
        for (int i = 0; i < bands; i++) {
            Band band = deadband.get().bands().get(i);
            bandFields[i] = schema.indexOf(band.field());
            bandIsLong[i] = schema.fields().get(bandFields[i]).type() == FieldType.LONG;
            bandSizes[i] = band.percent() ? band.size() / 100 : band.size();
            bandPercent[i] = band.percent();
        }
        silenceNanos = deadband.map(it -> it.maxSilence().toNanos()).orElse(0L);
        keptValues = new double[INITIAL * bands];
    }

    /** Why a row is dropped, or null; a row that passes is remembered. */
    @Nullable Drop row(Fingerprint key, RowBatch batch, int row) {
        int known = keys.size();
        int number = keys.intern(key);
        if (number == FingerprintTable.FULL) {
            refused++;
            return null;
        }
        if (number == known) {
            begin(number);
        }
        if (!sampled(number, batch.times()[row])) {
            return Drop.SAMPLED;
        }
        if (bandFields.length > 0 && isQuiet(number, batch, row)) {
            return Drop.DEADBAND;
        }
        keep(number, batch, row);
        return null;
    }

    private void begin(int number) {
        if (number == samples.length) {
            samples = Arrays.copyOf(samples, number * 2);
            keptTimes = Arrays.copyOf(keptTimes, number * 2);
            keptValues = Arrays.copyOf(keptValues, keptValues.length * 2);
        }
        samples[number] = sampleNanos > 0 ? Long.MIN_VALUE : 0;
        keptTimes[number] = EventTime.MIN;
    }

    /** Whether the sample takes the row. */
    private boolean sampled(int number, long time) {
        if (sampleRows > 0) {
            long place = samples[number];
            samples[number] = place + 1 == sampleRows ? 0 : place + 1;
            return place == 0;
        }
        if (sampleNanos > 0) {
            long interval = Math.floorDiv(time, sampleNanos);
            if (interval == samples[number]) {
                return false;
            }
            // A late row has an interval of its own; it does not open the present one again.
            samples[number] = Math.max(samples[number], interval);
        }
        return true;
    }

    private boolean isQuiet(int number, RowBatch batch, int row) {
        if (keptTimes[number] == EventTime.MIN || batch.times()[row] - keptTimes[number] >= silenceNanos) {
            return false;
        }
        for (int band = 0; band < bandFields.length; band++) {
            double kept = keptValues[number * bandFields.length + band];
            double value = value(band, batch, row);
            double width = bandPercent[band] ? Math.abs(kept) * bandSizes[band] : bandSizes[band];
            boolean bothNull = Double.isNaN(value) && Double.isNaN(kept);
            // With one null the difference is NaN, which is within nothing.
            if (!bothNull && value != kept && !(Math.abs(value - kept) <= width)) {
                return false;
            }
        }
        return true;
    }

    private void keep(int number, RowBatch batch, int row) {
        keptTimes[number] = Math.max(keptTimes[number], batch.times()[row]);
        for (int band = 0; band < bandFields.length; band++) {
            keptValues[number * bandFields.length + band] = value(band, batch, row);
        }
    }

    private double value(int band, RowBatch batch, int row) {
        int field = bandFields[band];
        if (batch.isNull(field, row)) {
            return Double.NaN;
        }
        return bandIsLong[band] ? batch.longs(field)[row] : batch.doubles(field)[row];
    }

    /** How many rows passed because their keys have no memory. */
    long refused() {
        return refused;
    }

    int size() {
        return keys.size();
    }
}
