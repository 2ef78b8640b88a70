package io.weir.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class RowBatchTest {
    private static final Schema SCHEMA = new Schema(
            Schema.Kind.STREAM,
            "press",
            List.of(
                    new Field("temp", FieldType.DOUBLE),
                    new Field("rpm", FieldType.LONG),
                    new Field("on", FieldType.BOOL),
                    new Field("state", FieldType.STRING),
                    new Field("seen", FieldType.TIMESTAMP)));

    @Test
    void shouldGiveBackWhatWasSetAndNullElsewhere() {
        RowBatch batch = new RowBatch(SCHEMA, 4);
        fill(batch, "p1", 21.5, "running");
        fill(batch, "p2", null, null);

        assertThat(batch.rowCount()).isEqualTo(2);
        assertThat(batch.keyText(0)).isEqualTo("p1");
        assertThat(batch.doubles(0)[0]).isEqualTo(21.5);
        assertThat(batch.dictionary().text(batch.strings(3)[0])).isEqualTo("running");
        assertThat(batch.isNull(0, 1)).isTrue();
        assertThat(batch.isNull(3, 1)).isTrue();
        assertThat(batch.isNull(1, 0)).isTrue();
    }

    @Test
    void shouldForgetAnAbandonedRow() {
        RowBatch batch = new RowBatch(SCHEMA, 4);
        batch.startRow(1, 2, batch.dictionary().intern("p1"), batch.partitions().intern("plant"));
        batch.setDouble(0, 1.0);
        batch.abandonRow();
        fill(batch, "p2", null, "x");

        assertThat(batch.rowCount()).isEqualTo(1);
        assertThat(batch.isNull(0, 0)).isTrue();
    }

    @Test
    void shouldNotSeeOldValuesAfterClear() {
        RowBatch batch = new RowBatch(SCHEMA, 4);
        fill(batch, "p1", 3.0, "x");
        batch.clear();
        assertThat(batch.isEmpty()).isTrue();
        fill(batch, "p9", null, null);
        assertThat(batch.isNull(0, 0)).isTrue();
        assertThat(batch.keyText(0)).isEqualTo("p9");
    }

    @Test
    void shouldKeepRowsWhenCapacityGrows() {
        RowBatch batch = new RowBatch(SCHEMA, 1);
        fill(batch, "p1", 3.0, "x");
        batch.ensureCapacity(100);
        for (int i = 0; i < 99; i++) {
            fill(batch, "k" + i, (double) i, i % 2 == 0 ? null : "s" + i);
        }
        assertThat(batch.doubles(0)[0]).isEqualTo(3.0);
        assertThat(batch.keyText(99)).isEqualTo("k98");
        assertThat(batch.isNull(3, 99)).isTrue();
        assertThat(batch.isNull(3, 98)).isFalse();
        assertThatThrownBy(() -> batch.ensureCapacity(RowBatch.MAX_ROWS + 1)).hasMessageContaining("4096");
    }

    @Test
    void shouldCopyRowsBetweenBatches() {
        RowBatch source = new RowBatch(SCHEMA, 4);
        fill(source, "p1", 3.0, "x");
        fill(source, "p2", null, "y");
        RowBatch target = new RowBatch(SCHEMA, 4);
        target.dictionary().intern("other");

        assertThat(target.appendRow(source, 1)).isTrue();

        assertThat(target.keyText(0)).isEqualTo("p2");
        assertThat(target.isNull(0, 0)).isTrue();
        assertThat(target.dictionary().text(target.strings(3)[0])).isEqualTo("y");
        assertThat(target.partitions().name(target.partitionOf()[0])).isEqualTo("plant");
    }

    @Test
    void shouldNeverEstimateFewerBytesThanItsColumnsHave() {
        RowBatch batch = new RowBatch(SCHEMA, 64);
        for (int i = 0; i < 64; i++) {
            fill(batch, "key" + i, (double) i, "a text of some length " + i);
        }
        int columns = 64 * (8 + 8 + 4 + 8 + 8 + 8 + 4 + 8) + batch.dictionary().byteLength();
        assertThat(batch.estimatedBytes()).isGreaterThan(columns);
    }

    @Test
    void shouldInternUpToTheLimitAndNoFurther() {
        Dictionary dictionary = new Dictionary(10);
        assertThat(dictionary.intern("12345")).isZero();
        assertThat(dictionary.intern("67890")).isEqualTo(1);
        assertThat(dictionary.intern("12345")).isZero();
        assertThat(dictionary.intern("x")).isEqualTo(Dictionary.FULL);
        assertThat(dictionary.intern("")).isEqualTo(2);
        dictionary.clear();
        assertThat(dictionary.intern("x")).isZero();
        assertThat(dictionary.text(0)).isEqualTo("x");
    }

    @Test
    void shouldTellManyEntriesApart() {
        Dictionary dictionary = new Dictionary(1 << 20);
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 20_000; i++) {
                assertThat(dictionary.intern("device-" + i)).isEqualTo(i);
            }
        }
        assertThat(dictionary.text(19_999)).isEqualTo("device-19999");
    }

    private static void fill(RowBatch batch, String key, Double temp, String state) {
        batch.startRow(
                10, 20, batch.dictionary().intern(key), batch.partitions().intern("plant"));
        if (temp != null) {
            batch.setDouble(0, temp);
        }
        if (state != null) {
            batch.setString(3, batch.dictionary().intern(state));
        }
        batch.commitRow();
    }
}
