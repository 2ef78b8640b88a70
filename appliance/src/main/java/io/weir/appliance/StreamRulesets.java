package io.weir.appliance;

import io.weir.config.ConfigException;
import io.weir.config.Expression;
import io.weir.config.Problem;
import io.weir.config.StreamConfig;
import io.weir.config.WeirConfig;
import io.weir.ingest.Retry;
import io.weir.ingest.rules.RowFilter;
import io.weir.ingest.rules.StreamRules;
import io.weir.model.RowBatch;
import io.weir.processing.expression.BoolVector;
import io.weir.processing.expression.ExpressionException;
import io.weir.processing.expression.Filter;
import io.weir.processing.expression.Parser;
import io.weir.processing.expression.Scope;
import io.weir.storage.Journal;
import io.weir.storage.JournalReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rules of streams: compiles their conditions, which ingest could not, for the language is processing's; and reads
 * back from the journal what they must remember.
 */
public final class StreamRulesets {
    private static final long FIRST_STEP = 256;

    private StreamRulesets() {}

    /**
     * The rules of each stream that has some, by id.
     *
     * @throws ConfigException with every problem of every condition
     */
    public static Map<String, StreamRules> compile(WeirConfig config) throws ConfigException {
        Map<String, StreamRules> rules = new LinkedHashMap<>();
        List<Problem> problems = new ArrayList<>();
        for (StreamConfig stream : config.streams().values()) {
            RowFilter where = stream.rules()
                    .where()
                    .map(it -> filter(it, stream, problems))
                    .orElse(null);
            boolean wrong = stream.rules().where().isPresent() && where == null;
            if (!stream.rules().isEmpty() && !wrong) {
                rules.put(stream.id(), new StreamRules(stream, where));
            }
        }
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        return rules;
    }

    private static @Nullable RowFilter filter(Expression where, StreamConfig stream, List<Problem> problems) {
        Scope scope = new Scope(stream.schema());
        BoolVector condition = null;
        try {
            condition = Filter.compile(Parser.parse(where.text()), scope);
        } catch (ExpressionException e) {
            scope.problem(e.offset(), String.valueOf(e.getMessage()));
        }
        for (Scope.Mistake mistake : scope.mistakes()) {
            problems.add(new Problem(where.locationAt(mistake.offset()), where.path(), mistake.message()));
        }
        BoolVector compiled = condition;
        return compiled == null || !scope.mistakes().isEmpty() ? null : batch -> select(compiled, batch);
    }

    private static long[] select(BoolVector condition, RowBatch batch) {
        condition.load(batch);
        return condition.truth();
    }

    /** Lets rules remember the end of the journal, before anything is appended. */
    static void restore(StreamRules rules, Journal journal) {
        if (rules.memoryNanos() == 0) {
            return;
        }
        int limit = rules.stream().rules().dedupe().map(it -> it.maxEntries()).orElse(0);
        long end = journal.appended();
        for (long step = FIRST_STEP; ; step *= 4) {
            long from = Math.max(0, end - step);
            Span span = new Span();
            forEach(journal, from, rules.stream().id(), span::add);
            if (from == 0 || span.lastNanos - span.firstNanos > rules.memoryNanos() || span.rows > limit) {
                long now = System.nanoTime();
                forEach(journal, from, rules.stream().id(), batch -> rules.restore(batch, span.lastNanos, now));
                return;
            }
        }
    }

    private static void forEach(
            Journal journal, long from, String stream, java.util.function.Consumer<RowBatch> action) {
        try (JournalReader reader = journal.reader(from)) {
            for (RowBatch batch = reader.next(); batch != null; batch = reader.next()) {
                if (batch.rowCount() > 0
                        && batch.schema().name().equals(stream)
                        && !batch.partitions().name(0).equals(Retry.PARTITION)) {
                    action.accept(batch);
                }
            }
        }
    }

    /** When rows came. */
    private static final class Span {
        private long firstNanos = Long.MAX_VALUE;
        private long lastNanos = Long.MIN_VALUE;
        private long rows;

        void add(RowBatch batch) {
            for (int row = 0; row < batch.rowCount(); row++) {
                firstNanos = Math.min(firstNanos, batch.arrivals()[row]);
                lastNanos = Math.max(lastNanos, batch.arrivals()[row]);
            }
            rows += batch.rowCount();
        }
    }
}
