package io.weir.processing.keyed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.weir.model.Field;
import io.weir.model.FieldType;
import io.weir.model.RowBatch;
import io.weir.model.Schema;
import io.weir.processing.expression.ComputedColumn;
import io.weir.processing.expression.ExpressionException;
import io.weir.processing.expression.LongVector;
import io.weir.processing.expression.Parser;
import io.weir.processing.expression.Scope;
import io.weir.processing.expression.TextVector;
import io.weir.processing.expression.Vector;
import io.weir.processing.state.StateReader;
import io.weir.processing.state.StateWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The memory of a few keys beside a plain map in the order of last use. */
class KeyedMemoryTest {
    private static final Schema SCHEMA = new Schema(
            Schema.Kind.STREAM, "s", List.of(new Field("n", FieldType.LONG), new Field("t", FieldType.STRING)));

    private static final class Subject {
        final KeyedMemory memory;
        final LongVector n;
        final TextVector t;

        Subject(int maxKeys, int maxBytes) {
            memory = new KeyedMemory(maxKeys, maxBytes);
            n = (LongVector) column("previous(n)", memory);
            t = (TextVector) column("previous(t)", memory);
        }

        byte[] snapshot() {
            StateWriter out = new StateWriter();
            memory.snapshot(out);
            return out.toByteArray();
        }

        void restore(byte[] state) {
            memory.restore(new StateReader(state));
        }
    }

    private static Vector column(String text, KeyedMemory memory) {
        try {
            Scope scope = new Scope(SCHEMA, Map.of(), memory);
            Vector vector = ComputedColumn.compile(Parser.parse(text), scope);
            assertThat(scope.mistakes()).isEmpty();
            return vector;
        } catch (ExpressionException e) {
            throw new AssertionError(e);
        }
    }

    private record Value(Long n, String t) {}

    private static void add(RowBatch batch, String key, Value value) {
        batch.ensureCapacity(batch.rowCount() + 1);
        batch.startRow(0, 0, batch.dictionary().intern(key), 0);
        if (value.n() != null) {
            batch.setLong(0, value.n());
        }
        if (value.t() != null) {
            batch.setString(1, batch.dictionary().intern(value.t()));
        }
        batch.commitRow();
    }

    private static boolean isKnown(Vector vector, int row) {
        return (vector.validity()[row >> 6] & (1L << (row & 63))) != 0;
    }

    @Test
    void shouldForgetTheKeyThatHasBeenSilentForLongest() {
        long forgotten = 0;
        for (long seed = 1; seed <= 200; seed++) {
            Random random = new Random(seed * 0x9e3779b97f4a7c15L);
            int maxKeys = 1 + random.nextInt(6);
            Subject subject = new Subject(maxKeys, 1000);
            Map<String, Value> model = new LinkedHashMap<>(16, 0.75f, true);
            for (int round = 0; round < 10; round++) {
                RowBatch batch = new RowBatch(SCHEMA, 1);
                batch.partitions().intern("p");
                List<Value> expected = new ArrayList<>();
                for (int rows = random.nextInt(100); rows > 0; rows--) {
                    String key = "k" + random.nextInt(9);
                    Value value = new Value(
                            random.nextInt(5) == 0 ? null : random.nextLong(),
                            random.nextInt(5) == 0 ? null : "t" + random.nextInt(3));
                    Value before = model.put(key, value);
                    expected.add(before == null ? new Value(null, null) : before);
                    if (model.size() > maxKeys) {
                        model.remove(model.keySet().iterator().next());
                        forgotten++;
                    }
                    add(batch, key, value);
                }
                subject.memory.load(batch);
                for (int row = 0; row < expected.size(); row++) {
                    Value actual = new Value(
                            isKnown(subject.n, row) ? subject.n.values()[row] : null,
                            isKnown(subject.t, row)
                                    ? batch.dictionary().text(subject.t.entries()[row])
                                    : null);
                    assertThat(actual).as("seed %d row %d", seed, row).isEqualTo(expected.get(row));
                }
                byte[] state = subject.snapshot();
                if (random.nextBoolean()) {
                    subject = new Subject(maxKeys, 1000);
                    subject.restore(state);
                }
                assertThat(subject.snapshot()).isEqualTo(state);
                assertThat(subject.memory.size()).isEqualTo(model.size());
            }
        }
        assertThat(forgotten).isGreaterThan(1000);
    }

    @Test
    void shouldCountWhatItCannotKeep() {
        Subject subject = new Subject(2, 10);
        RowBatch batch = new RowBatch(SCHEMA, 1);
        batch.partitions().intern("p");
        add(batch, "a key that is longer than all may be", new Value(1L, "x"));
        add(batch, "a key that is longer than all may be", new Value(2L, "x"));
        add(batch, "k", new Value(3L, "t".repeat(KeyedValues.MAX_TEXT_BYTES + 1)));
        add(batch, "k", new Value(4L, "x"));

        subject.memory.load(batch);

        assertThat(isKnown(subject.n, 1)).isFalse();
        assertThat(subject.n.values()[3]).isEqualTo(3);
        assertThat(isKnown(subject.t, 3)).isFalse();
        assertThat(subject.memory.forgotten()).isEqualTo(2);
    }

    @Test
    void shouldRefuseASnapshotOfMoreKeysThanFit() {
        Subject two = new Subject(2, 100);
        RowBatch batch = new RowBatch(SCHEMA, 1);
        batch.partitions().intern("p");
        add(batch, "a", new Value(1L, "x"));
        add(batch, "b", new Value(2L, "x"));
        two.memory.load(batch);

        assertThatThrownBy(() -> new Subject(1, 100).restore(two.snapshot()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the snapshot has more keys than fit");
    }
}
