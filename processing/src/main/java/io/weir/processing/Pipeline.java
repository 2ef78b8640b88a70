package io.weir.processing;

import io.weir.config.PipelineConfig;
import io.weir.config.StreamConfig;
import io.weir.model.RowBatch;
import io.weir.model.Schema;
import io.weir.model.SchemaMatch;
import io.weir.processing.aggregate.AggregateCompiler;
import io.weir.processing.expression.BoolVector;
import io.weir.processing.keyed.IntervalJoin;
import io.weir.processing.keyed.KeyedMemory;
import io.weir.processing.keyed.PairSink;
import io.weir.processing.state.StateReader;
import io.weir.processing.state.StateWriter;
import io.weir.processing.time.WatermarkMoves;
import io.weir.processing.time.WatermarkTracker;
import io.weir.processing.window.Downstream;
import io.weir.processing.window.ResultWriter;
import io.weir.processing.window.WindowCounters;
import io.weir.processing.window.WindowEngine;
import io.weir.processing.window.WindowLimits;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Hot path. A windowed aggregation, compiled: takes the batches of a stream in journal order, gives result batches. The
 * results are a function of the rows in their order, the idle marks and the advances of the watermark, never of how they
 * are cut into batches, nor of when {@link #snapshot} and {@link #restore} come between.
 *
 * <p>Used by one thread; {@link #stats} by any.
 */
public final class Pipeline {
    /** Part of every fingerprint: to be raised when the same definition begins to give other results or another snapshot. */
    private static final String ENGINE = "weir-windows-3";

    private static final int STATS = PipelineStats.class.getRecordComponents().length;

    private static final ResultSink NOWHERE = results -> {
        throw new IllegalStateException("results outside accept()");
    };

    /** Whose results are the input; null: the input is a stream. */
    private final @Nullable Pipeline upstream;
    /** What is made of the results, beside giving them out. */
    private @Nullable Pipeline downstream;

    private final SchemaMatch input;
    private final Schema result;
    private final String fingerprint;
    private final AggregateCompiler aggregates;
    private final KeyedMemory memory;
    /** Makes the rows of those of two streams; null: they are the input's. */
    private final @Nullable IntervalJoin intervals;

    private final @Nullable BoolVector where;
    private final @Nullable BoolVector having;
    private final Selection selection;
    /** The results that {@link #having} lets pass. */
    private final RowBatch passing;

    private long withheld;
    private final WindowEngine engine;
    private final ResultWriter writer;
    private final ResultSink fromUpstream = this::acceptResults;
    private final PairSink fromIntervals = this::acceptPairs;
    private final WatermarkMoves unmoved = new WatermarkMoves();
    private ResultSink sink = NOWHERE;

    /** The components of {@link PipelineStats}, in order: written by the pipeline's thread alone, after each batch. */
    private final AtomicLongArray published = new AtomicLongArray(STATS);

    private Pipeline(
            PipelineCompiler.Parts parts, StreamConfig stream, @Nullable Pipeline upstream, WindowLimits limits) {
        this.upstream = upstream;
        this.input = new SchemaMatch(parts.input());
        this.result = parts.result();
        this.aggregates = parts.accumulators();
        this.memory = parts.memory();
        this.intervals = parts.intervals();
        this.where = parts.where();
        this.having = parts.having();
        this.selection = new Selection(parts.selected(), result);
        this.passing = new RowBatch(result, 1);
        this.fingerprint = fingerprint(ENGINE + " " + parts.canonical());
        this.writer = new ResultWriter(result, parts.groupColumns().size(), parts.aggregates(), this::emit);
        this.engine = new WindowEngine(
                parts.windows(),
                limits,
                new WatermarkTracker(stream.outOfOrderness().toNanos()),
                parts.rows(),
                parts.accumulators().accumulators(),
                parts.groupColumns(),
                parts.keyColumn(),
                writer,
                parts.delay().toNanos(),
                parts.onlyFinal() ? new Next() : null);
        if (upstream != null) {
            upstream.downstream = this;
        }
        if (intervals != null) {
            intervals.limitTimes(parts.windows().minTimeNanos(), parts.windows().maxTimeNanos());
        }
        publish();
    }

    /**
     * A pipeline without state, with the limits that its configuration has.
     *
     * @param input the stream that {@code config.input()} names
     * @throws PipelineException with everything that is wrong; problems of expressions point at the character
     */
    public static Pipeline compile(PipelineConfig config, StreamConfig input) throws PipelineException {
        return compile(List.of(config), input, Map.of());
    }

    /** {@link #compile(PipelineConfig, StreamConfig)} with other limits. */
    static Pipeline compile(PipelineConfig config, StreamConfig input, WindowLimits limits) throws PipelineException {
        return compile(List.of(config), input, Map.of(), any -> limits);
    }

    /**
     * A pipeline over the results of others, which it computes for itself: it takes the rows of the stream. A result reaches it
     * once, when no late row can change it any more.
     *
     * @param chain the one that reads the stream first, the pipeline itself last
     * @param streams by id, those that are joined at least
     * @throws PipelineException with what is wrong with the last one; the others must compile by themselves
     */
    public static Pipeline compile(List<PipelineConfig> chain, StreamConfig input, Map<String, StreamConfig> streams)
            throws PipelineException {
        return compile(chain, input, streams, config -> WindowLimits.of(config.maxKeys()));
    }

    private static Pipeline compile(
            List<PipelineConfig> chain,
            StreamConfig input,
            Map<String, StreamConfig> streams,
            Function<PipelineConfig, WindowLimits> limitsOf)
            throws PipelineException {
        Pipeline pipeline = null;
        for (int i = 0; i < chain.size(); i++) {
            boolean isLast = i == chain.size() - 1;
            PipelineCompiler.Input rows = pipeline == null
                    ? new PipelineCompiler.Input(input.schema(), "")
                    : new PipelineCompiler.Input(pipeline.result, pipeline.fingerprint);
            WindowLimits limits = limitsOf.apply(chain.get(i));
            PipelineCompiler compiler = new PipelineCompiler(chain.get(i), input, streams, rows, !isLast, limits);
            pipeline = new Pipeline(compiler.compile(), input, pipeline, limits);
        }
        if (pipeline == null) {
            throw new IllegalArgumentException("a chain without pipelines");
        }
        return pipeline;
    }

    /**
     * What the results are made of: {@code window_start}, {@code window_end} (exclusive), {@code revision}, the
     * {@code group_by} columns, the aggregates.
     */
    public Schema resultSchema() {
        return result;
    }

    /** 32 hexadecimal digits that change when the same rows would give other results, or a snapshot would not fit. */
    public String fingerprint() {
        return fingerprint;
    }

    /**
     * Takes a batch: its rows, then its marks (partitions that join or fall idle), then its advance of the watermark. Batches of streams
     * that it joins are remembered, those of others ignored. When this returns, all results that are due have been emitted.
     *
     * <p>A result row's time is the last nanosecond of its window; its key is the group's, or empty; its arrival is that of
     * the row that made it due, and where none did (idleness, an advance), the latest that has been seen.
     *
     * @param sink called on this thread, any number of times. If it throws, the pipeline must not be used further
     */
    public void accept(RowBatch batch, ResultSink sink) {
        this.sink = sink;
        if (upstream != null) {
            upstream.accept(batch, fromUpstream);
        } else {
            acceptStream(batch);
        }
        this.sink = NOWHERE;
        publish();
    }

    private void acceptStream(RowBatch batch) {
        memory.take(batch);
        if (intervals != null) {
            intervals.accept(batch, fromIntervals);
        } else if (input.matches(batch.schema())) {
            engine.process(batch, condition(batch));
        }
    }

    /** Begins a batch: what was before its rows, then which of them take part. */
    private @Nullable BoolVector condition(RowBatch batch) {
        memory.load(batch);
        BoolVector condition = where;
        if (condition != null && batch.rowCount() > 0) {
            condition.load(batch);
        }
        return condition;
    }

    private void acceptResults(RowBatch results) {
        engine.processMade(results, condition(results), unmoved);
    }

    private void acceptPairs(RowBatch pairs, WatermarkMoves moves) {
        engine.processMade(pairs, condition(pairs), moves);
    }

    private void emit(RowBatch results) {
        selection.fill(results);
        BoolVector condition = having;
        if (condition == null) {
            sink.emit(results);
            return;
        }
        condition.load(results);
        passing.clear();
        passing.ensureCapacity(results.rowCount());
        for (int row = 0; row < results.rowCount(); row++) {
            if ((condition.truth()[row >> 6] & (1L << (row & 63))) != 0) {
                passing.appendRow(results, row);
            }
        }
        withheld += results.rowCount() - passing.rowCount();
        if (passing.rowCount() > 0) {
            sink.emit(passing);
        }
    }

    /**
     * From now on tells of each row of the stream that comes too late for its windows, as {@link PipelineStats#late} counts it.
     *
     * @param rows told the row of the batch that {@link #accept} is given, on its thread
     */
    public void tellLate(IntConsumer rows) {
        if (upstream != null) {
            upstream.tellLate(rows);
        } else if (intervals != null) {
            engine.counters().tellLate(pair -> rows.accept(intervals.sourceRow(pair)));
        } else {
            engine.counters().tellLate(rows);
        }
    }

    /** All state, to be given to {@link #restore} of a pipeline with the same fingerprint. */
    public byte[] snapshot() {
        StateWriter out = new StateWriter();
        out.putText(fingerprint);
        engine.snapshot(out);
        memory.snapshot(out);
        if (intervals != null) {
            intervals.snapshot(out);
        }
        if (upstream != null) {
            byte[] state = upstream.snapshot();
            out.putBytes(state, 0, state.length);
        }
        return out.toByteArray();
    }

    /**
     * Replaces all state.
     *
     * @throws IllegalArgumentException if the bytes are no snapshot of a pipeline with this fingerprint; the pipeline must
     *     then not be used further
     */
    public void restore(byte[] state) {
        StateReader in = new StateReader(state);
        String made = in.getText();
        if (!made.equals(fingerprint)) {
            throw new IllegalArgumentException(
                    "the snapshot was made by a pipeline with fingerprint " + made + ", this one has " + fingerprint);
        }
        try {
            engine.restore(in);
            memory.restore(in);
            if (intervals != null) {
                intervals.restore(in);
            }
            if (upstream != null) {
                upstream.restore(in.getBytes());
            }
        } catch (IndexOutOfBoundsException | NegativeArraySizeException e) {
            throw new IllegalArgumentException("the snapshot is damaged", e);
        }
        if (!in.isAtEnd()) {
            throw new IllegalArgumentException("the snapshot is longer than its content");
        }
        publish();
    }

    /** What has been done so far. Any thread. */
    public PipelineStats stats() {
        return new PipelineStats(
                published.get(0),
                published.get(1),
                published.get(2),
                published.get(3),
                published.get(4),
                published.get(5),
                published.get(6),
                published.get(7),
                published.get(8),
                (int) published.get(9),
                (int) published.get(10),
                published.get(11),
                published.get(12),
                published.get(13),
                published.get(14),
                published.get(15));
    }

    private void publish() {
        WindowCounters counters = engine.counters();
        published.lazySet(0, counters.rows);
        published.lazySet(1, counters.filtered);
        published.lazySet(2, counters.late);
        published.lazySet(3, counters.refusedGroups);
        published.lazySet(4, counters.refusedTimes + (intervals == null ? 0 : intervals.refusedTimes()));
        published.lazySet(5, counters.windows);
        published.lazySet(6, writer.rows() - withheld);
        published.lazySet(7, withheld);
        published.lazySet(8, writer.revisions());
        published.lazySet(9, engine.groups());
        published.lazySet(10, engine.slots());
        published.lazySet(11, engine.watermark());
        published.lazySet(12, horizon());
        published.lazySet(13, memory.forgotten() + (intervals == null ? 0 : intervals.forgotten()));
        published.lazySet(14, counters.others);
        published.lazySet(15, aggregates.fullSlots());
    }

    private long horizon() {
        if (upstream != null) {
            return upstream.horizon();
        }
        return intervals == null ? engine.horizon() : intervals.horizon();
    }

    /** Tells the pipeline that is made of this one's results of the watermark. */
    private final class Next implements Downstream {
        @Override
        public long nextChange() {
            Pipeline next = downstream;
            return next == null ? Long.MAX_VALUE : next.engine.nextChange();
        }

        @Override
        public void advanceTo(long watermarkNanos) {
            Pipeline next = downstream;
            if (next != null) {
                next.engine.advanceTo(watermarkNanos);
            }
        }
    }

    private static String fingerprint(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 16);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
