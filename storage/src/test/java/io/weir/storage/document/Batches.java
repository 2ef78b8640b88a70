package io.weir.storage.document;

import static org.assertj.core.api.Assertions.assertThat;

import io.weir.model.EventTime;
import io.weir.model.Field;
import io.weir.model.FieldType;
import io.weir.model.RowBatch;
import io.weir.model.Schema;
import java.util.List;
import java.util.Random;

/** Batches for tests: random ones of every type, and their comparison. */
public final class Batches {
    /** A field of every type. */
    public static final Schema ALL_TYPES = new Schema(
            Schema.Kind.STREAM,
            "press",
            List.of(
                    new Field("temp", FieldType.DOUBLE),
                    new Field("rpm", FieldType.LONG),
                    new Field("open", FieldType.BOOL),
                    new Field("state", FieldType.STRING),
                    new Field("since", FieldType.TIMESTAMP),
                    new Field("note", FieldType.STRING)));

    private static final double[] ODD = {0.0, -0.0, Double.NaN, Double.POSITIVE_INFINITY, Double.MIN_VALUE, -1e300};

    private Batches() {}

    /** Fills a batch of {@link #ALL_TYPES} with random rows, nulls among them. */
    public static void fill(RowBatch batch, Random random, int rows) {
        batch.clear();
        batch.ensureCapacity(Math.max(1, rows));
        int partitions = 1 + random.nextInt(3);
        for (int i = 0; i < partitions; i++) {
            int partition = batch.partitions().intern("cells/cell-readings-" + i);
            batch.partitions().setNextOffset(partition, random.nextInt(3) == 0 ? -1 : random.nextLong() >>> 1);
            batch.partitions().setIdle(partition, random.nextBoolean());
        }
        int nullsInHundred = random.nextInt(4) * 33;
        boolean constant = random.nextInt(4) == 0;
        for (int row = 0; row < rows; row++) {
            int key = batch.dictionary().intern("device-" + random.nextInt(20));
            batch.startRow(random.nextLong(), random.nextLong() >>> 2, key, random.nextInt(partitions));
            for (int field = 0; field < batch.fieldCount(); field++) {
                if (random.nextInt(100) >= nullsInHundred) {
                    set(batch, field, random, constant);
                }
            }
            batch.commitRow();
        }
        if (random.nextInt(3) == 0) {
            batch.setWatermarkAdvance(random.nextLong());
        }
    }

    private static void set(RowBatch batch, int field, Random random, boolean constant) {
        switch (batch.type(field)) {
            case DOUBLE ->
                batch.setDouble(
                        field,
                        constant ? -0.0 : random.nextInt(5) == 0 ? ODD[random.nextInt(6)] : random.nextGaussian());
            case LONG, TIMESTAMP -> batch.setLong(field, constant ? 7 : random.nextLong());
            case BOOL -> batch.setBool(field, constant || random.nextBoolean());
            case STRING ->
                batch.setString(field, batch.dictionary().intern(constant ? "läuft" : "text " + random.nextInt(50)));
        }
    }

    /** Fills a batch of any schema with {@code rows} rows that count from {@code first}, from one partition. */
    public static RowBatch counting(RowBatch batch, long first, int rows) {
        batch.clear();
        batch.ensureCapacity(rows);
        int partition = batch.partitions().intern("plant-0");
        batch.partitions().setNextOffset(partition, first + rows);
        for (int i = 0; i < rows; i++) {
            int key = batch.dictionary().intern(i % 2 == 0 ? "even" : "odd");
            batch.startRow(timeOf(first + i), timeOf(first + i) + 5, key, partition);
            batch.setDouble(0, (first + i) * 0.5);
            batch.setLong(1, first + i);
            batch.commitRow();
        }
        return batch;
    }

    /** The event time of row {@code number} of a {@link #counting} batch: a millisecond apart. */
    public static long timeOf(long number) {
        return 1_700_000_000_000_000_000L + number * 1_000_000;
    }

    /** Fails unless both batches say the same. */
    public static void assertSame(RowBatch actual, RowBatch expected) {
        assertThat(actual.schema()).isEqualTo(expected.schema());
        assertThat(actual.rowCount()).isEqualTo(expected.rowCount());
        assertThat(actual.watermarkAdvance()).isEqualTo(expected.watermarkAdvance());
        assertThat(actual.partitions().size()).isEqualTo(expected.partitions().size());
        for (int i = 0; i < expected.partitions().size(); i++) {
            assertThat(actual.partitions().name(i))
                    .isEqualTo(expected.partitions().name(i));
            assertThat(actual.partitions().nextOffset(i))
                    .isEqualTo(expected.partitions().nextOffset(i));
            assertThat(actual.partitions().isIdle(i))
                    .isEqualTo(expected.partitions().isIdle(i));
        }
        for (int row = 0; row < expected.rowCount(); row++) {
            assertThat(row(actual, row)).isEqualTo(row(expected, row));
        }
    }

    /** A row as text, exact to the bit. */
    public static String row(RowBatch batch, int row) {
        StringBuilder text = new StringBuilder();
        text.append(EventTime.format(batch.times()[row])).append(' ').append(batch.arrivals()[row]);
        text.append(' ').append(batch.keyText(row)).append(' ').append(batch.partitionOf()[row]);
        for (int field = 0; field < batch.fieldCount(); field++) {
            text.append(' ');
            if (batch.isNull(field, row)) {
                text.append("null");
                continue;
            }
            switch (batch.type(field)) {
                case DOUBLE -> text.append(Double.doubleToRawLongBits(batch.doubles(field)[row]));
                case LONG, TIMESTAMP, BOOL -> text.append(batch.longs(field)[row]);
                case STRING -> text.append(batch.dictionary().text(batch.strings(field)[row]));
            }
        }
        return text.toString();
    }
}
