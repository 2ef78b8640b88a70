package io.weir.processing.keyed;

import io.weir.config.JoinConfig;
import io.weir.config.StreamConfig;
import io.weir.model.Dictionary;
import io.weir.model.EventTime;
import io.weir.model.Field;
import io.weir.model.RowBatch;
import io.weir.model.Schema;
import io.weir.model.SchemaMatch;
import io.weir.processing.expression.Scope;
import io.weir.processing.expression.TextVector;
import io.weir.processing.expression.Vector;
import io.weir.processing.state.StateReader;
import io.weir.processing.state.StateWriter;
import io.weir.processing.time.JoinedWatermark;
import io.weir.processing.time.WatermarkMoves;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Hot path. Makes pairs of the rows of two streams that have the same key and whose times are not further apart than an
 * interval allows. A pair is made when the second of its rows comes, and has the later of their times. A row is remembered
 * until the watermark of both streams says that no row can come any more that is not too late and meets it. Not thread-safe.
 */
public final class IntervalJoin {
    private static final int PAIRS = 1024;

    private final Schema pairSchema;
    private final RowBatch pairs;
    private final int[] sourceRows = new int[PAIRS];
    private final WatermarkMoves moves = new WatermarkMoves();
    private final Side left;
    private final Side right;
    private final JoinedWatermark watermarks;
    private final int pairPartitions;
    private long minTime = Long.MIN_VALUE;
    private long maxTime = Long.MAX_VALUE;
    private long maxArrival = Long.MIN_VALUE;
    private long refusedTimes;

    /** One of the streams. */
    private static final class Side {
        private final SchemaMatch schema;
        private final TextVector key;
        private final List<Vector> columns;
        private final RememberedRows rows;
        /** How much earlier and later than a row of this side one of the other may be. */
        private final long before;

        private final long after;
        /** For how long behind its time a row of this side is remembered. */
        private final long keep;

        Side(
                Schema schema,
                TextVector key,
                List<Vector> columns,
                RememberedRows rows,
                long before,
                long after,
                long late) {
            this.schema = new SchemaMatch(schema);
            this.key = key;
            this.columns = columns;
            this.rows = rows;
            this.before = before;
            this.after = after;
            this.keep = EventTime.plus(after, late);
        }

        boolean isExpired(long number, long watermark) {
            return EventTime.plus(rows.time(number), keep) < watermark;
        }
    }

    /**
     * A join without rows.
     *
     * @param interval of the join
     * @param on the column of the left stream's rows that has the right one's key
     * @param lateNanos how late rows may be
     * @param maxKeys of the rows that are remembered; others' are not
     * @param maxBytes of their keys, and as many of their texts on each side
     */
    public IntervalJoin(
            JoinConfig join,
            JoinConfig.Interval interval,
            StreamConfig leftStream,
            StreamConfig rightStream,
            TextVector on,
            long lateNanos,
            int maxKeys,
            int maxBytes) {
        long before = interval.before().toNanos();
        long after = interval.after().toNanos();
        KeyTable keys = new KeyTable(maxKeys, maxBytes);
        List<Field> fields = new ArrayList<>(leftStream.schema().fields());
        Scope leftScope = new Scope(leftStream.schema());
        List<Vector> leftColumns =
                columns(leftScope, fields.stream().map(Field::name).toList());
        Scope rightScope = new Scope(rightStream.schema());
        List<Vector> rightColumns = columns(rightScope, rightScope.names());
        for (int i = 0; i < rightColumns.size(); i++) {
            String name = join.alias() + "." + rightScope.names().get(i);
            fields.add(new Field(name, rightColumns.get(i).type()));
        }
        RememberedRows leftRows = new RememberedRows(leftColumns, interval.rows(), keys, maxBytes);
        RememberedRows rightRows = new RememberedRows(rightColumns, interval.rows(), keys, maxBytes);
        left = new Side(leftStream.schema(), on, leftColumns, leftRows, before, after, lateNanos);
        right = new Side(rightStream.schema(), rightScope.key(), rightColumns, rightRows, after, before, lateNanos);
        watermarks = new JoinedWatermark(
                leftStream.outOfOrderness().toNanos(),
                rightStream.outOfOrderness().toNanos());
        pairSchema = new Schema(Schema.Kind.STREAM, leftStream.id(), fields);
        pairs = new RowBatch(pairSchema, PAIRS);
        pairPartitions = pairs.partitions().intern("");
    }

    private static List<Vector> columns(Scope scope, List<String> names) {
        List<Vector> columns = new ArrayList<>();
        for (String name : names) {
            columns.add(Objects.requireNonNull(scope.resolve(name, 0), "one of its names"));
        }
        return columns;
    }

    /** What pairs are: the left stream's fields, then {@code alias.key}, {@code alias.time} and the right one's. */
    public Schema schema() {
        return pairSchema;
    }

    /** Rows at times outside of these, epoch nanoseconds, are refused. */
    public void limitTimes(long min, long max) {
        minTime = min;
        maxTime = max;
    }

    /**
     * Takes a batch of either stream; those of others are ignored.
     *
     * @param sink called when there are as many pairs as fit, and at the end
     */
    public void accept(RowBatch batch, PairSink sink) {
        boolean isLeft = left.schema.matches(batch.schema());
        if (!isLeft && !right.schema.matches(batch.schema())) {
            return;
        }
        watermarks.begin(isLeft, batch);
        if (batch.rowCount() > 0) {
            acceptRows(isLeft ? left : right, batch, sink);
        }
        move(watermarks.watermark(), watermarks.end(batch, minTime, maxTime), maxArrival);
        flush(sink);
    }

    private void acceptRows(Side side, RowBatch batch, PairSink sink) {
        side.key.load(batch);
        for (Vector column : side.columns) {
            column.load(batch);
        }
        for (int row = 0, count = batch.rowCount(); row < count; row++) {
            long time = batch.times()[row];
            maxArrival = Math.max(maxArrival, batch.arrivals()[row]);
            if (time < minTime || time > maxTime) {
                refusedTimes++;
                continue;
            }
            long watermark = watermarks.watermark();
            pair(side, row, batch, watermark, sink);
            move(watermark, watermarks.row(batch, row), batch.arrivals()[row]);
        }
    }

    private void move(long from, long to, long arrival) {
        if (to != from) {
            moves.add(pairs.rowCount(), to, arrival);
        }
    }

    /** Remembers a row, and pairs it with those of the other side that are. */
    private void pair(Side side, int row, RowBatch batch, long watermark, PairSink sink) {
        while (side.rows.size() > 0 && side.isExpired(side.rows.first(), watermark)) {
            side.rows.removeFirst();
        }
        if ((side.key.validity()[row >> 6] & (1L << (row & 63))) == 0) {
            return;
        }
        long number = side.rows.add(side.key.entries()[row], row, batch);
        if (number == RememberedRows.NONE) {
            return;
        }
        long time = batch.times()[row];
        long from = EventTime.plus(time, -side.before);
        long to = EventTime.plus(time, side.after);
        int key = side.rows.key(number);
        Side other = side == left ? right : left;
        for (long match = other.rows.firstOf(key); match != RememberedRows.NONE; match = other.rows.later(match)) {
            long at = other.rows.time(match);
            if (at >= from && at <= to && !other.isExpired(match, watermark)) {
                long leftRow = side == left ? number : match;
                long rightRow = side == left ? match : number;
                add(leftRow, rightRow, Math.max(time, at), batch.arrivals()[row], row, sink);
            }
        }
    }

    private void add(long leftRow, long rightRow, long time, long arrival, int sourceRow, PairSink sink) {
        if (pairs.rowCount() == PAIRS) {
            flush(sink);
        }
        if (!tryAdd(leftRow, rightRow, time, arrival, sourceRow)) {
            flush(sink);
            if (!tryAdd(leftRow, rightRow, time, arrival, sourceRow)) {
                throw new IllegalStateException("two rows that were in batches do not fit into one");
            }
        }
    }

    private boolean tryAdd(long leftRow, long rightRow, long time, long arrival, int sourceRow) {
        int key = left.rows.rowKey(pairs.dictionary(), leftRow);
        if (key == Dictionary.FULL) {
            return false;
        }
        pairs.startRow(time, arrival, key, pairPartitions);
        if (!left.rows.copyTo(pairs, 0, leftRow) || !right.rows.copyTo(pairs, left.columns.size(), rightRow)) {
            return false;
        }
        sourceRows[pairs.rowCount()] = sourceRow;
        pairs.commitRow();
        return true;
    }

    private void flush(PairSink sink) {
        if (pairs.rowCount() > 0 || moves.count() > 0) {
            sink.accept(pairs, moves);
            pairs.clear();
            pairs.partitions().intern("");
            moves.clear();
        }
    }

    /** The row of the batch at hand that made a pair of those that have been given out last. */
    public int sourceRow(int pair) {
        return sourceRows[pair];
    }

    /** As {@link io.weir.processing.time.WatermarkTracker#horizon}, of the left stream. */
    public long horizon() {
        return watermarks.horizon();
    }

    /** Rows whose times are out of bounds. */
    public long refusedTimes() {
        return refusedTimes;
    }

    /** Rows, keys and texts that had to be forgotten for want of room. */
    public long forgotten() {
        return left.rows.forgotten() + right.rows.forgotten();
    }

    /** Writes all state. */
    public void snapshot(StateWriter out) {
        out.putLong(maxArrival);
        watermarks.snapshot(out);
        left.rows.snapshot(out);
        right.rows.snapshot(out);
    }

    /** Replaces all state by what {@link #snapshot} wrote. */
    public void restore(StateReader in) {
        maxArrival = in.getLong();
        watermarks.restore(in);
        left.rows.restore(in);
        right.rows.restore(in);
    }
}
