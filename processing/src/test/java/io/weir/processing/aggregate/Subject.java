package io.weir.processing.aggregate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.weir.model.Field;
import io.weir.model.FieldType;
import io.weir.model.RowBatch;
import io.weir.model.Schema;
import io.weir.processing.expression.ExpressionException;
import io.weir.processing.expression.Parser;
import io.weir.processing.expression.Scope;
import io.weir.processing.state.StateWriter;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** One aggregate with ten slots, for tests. */
final class Subject {
    static final long SECOND = 1_000_000_000L;
    static final Schema SCHEMA = new Schema(
            Schema.Kind.STREAM,
            "s",
            List.of(
                    new Field("d", FieldType.DOUBLE),
                    new Field("l", FieldType.LONG),
                    new Field("b", FieldType.BOOL),
                    new Field("t", FieldType.STRING),
                    new Field("at", FieldType.TIMESTAMP)));

    final Aggregate aggregate;
    final Accumulator state;

    Subject(String call) {
        Scope scope = new Scope(SCHEMA);
        try {
            aggregate = new AggregateCompiler(1L << 30).compile("x", Parser.parseAggregation(call), scope);
        } catch (ExpressionException e) {
            throw new AssertionError(e);
        }
        assertThat(scope.mistakes()).isEmpty();
        state = aggregate.accumulator();
        state.ensureCapacity(10);
        for (int slot = 0; slot < 10; slot++) {
            state.create(slot);
        }
    }

    void accumulate(RowBatch batch, int slot, int from, int to) {
        int[] rows = IntStream.range(from, to).toArray();
        int[] slots = new int[rows.length];
        Arrays.fill(slots, slot);
        state.load(batch);
        state.accumulate(batch, rows, slots, rows.length);
    }

    void combine(int into, int from) {
        state.combine(new int[] {into}, new int[] {from}, 1);
    }

    Object export(int slot) {
        RowBatch out = new RowBatch(new Schema(Schema.Kind.RESULT, "r", List.of(new Field("x", aggregate.type()))), 1);
        out.startRow(0, 0, out.dictionary().intern(""), out.partitions().intern(""));
        aggregate.exporter().export(slot, 0, 12 * SECOND, out, 0);
        out.commitRow();
        if (out.isNull(0, 0)) {
            return "null";
        }
        return switch (aggregate.type()) {
            case DOUBLE -> out.doubles(0)[0];
            case LONG, TIMESTAMP, BOOL -> out.longs(0)[0];
            case STRING -> out.dictionary().text(out.strings(0)[0]);
        };
    }

    byte[] snapshot(int slot) {
        StateWriter writer = new StateWriter();
        state.snapshot(slot, writer);
        return writer.toByteArray();
    }

    static void assertSame(String what, Object actual, Object expected) {
        if (expected instanceof Double value && Double.isFinite(value)) {
            assertThat((Double) actual).as(what).isCloseTo(value, within(1e-9 * Math.max(1, Math.abs(value))));
        } else {
            assertThat(actual).as(what).isEqualTo(expected);
        }
    }
}
