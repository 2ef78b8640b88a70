package io.weir.ingest;

import io.weir.model.EventTime;
import io.weir.model.RowBatch;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Journals in memory. {@link #hold()} stalls durability; while it is held nothing is acknowledged. What is durable
 * survives {@link #crash()}, the rest does not.
 */
public final class FakeJournals implements IngestJournals {
    /** A document, written out. */
    public record Document(
            String journal,
            String stream,
            List<Map<String, Object>> rows,
            Map<String, Long> next,
            List<String> joined,
            List<String> idle,
            long advance) {}

    private final List<Document> documents = new ArrayList<>();
    private final ArrayDeque<Runnable> actions = new ArrayDeque<>();
    private final List<Document> durable = new ArrayList<>();
    private final Map<String, Long> positions = new HashMap<>();
    private boolean held;
    private int urges;
    private Consumer<RowBatch> onAppend = batch -> {};
    private boolean counting;
    private boolean seeded;
    private final Map<String, Long> rowCounts = new HashMap<>();

    /** Keeps only counts of rows, for large tests. */
    public synchronized FakeJournals countOnly() {
        counting = true;
        return this;
    }

    /** Every stream has position 0 in every partition. */
    public synchronized FakeJournals seeded() {
        seeded = true;
        return this;
    }

    public synchronized void onAppend(Consumer<RowBatch> consumer) {
        onAppend = consumer;
    }

    @Override
    public synchronized void append(String journal, RowBatch batch) {
        onAppend.accept(batch);
        rowCounts.merge(journal + "/" + batch.schema().name(), (long) batch.rowCount(), Long::sum);
        Document document = document(journal, batch);
        documents.add(document);
        document.next()
                .forEach((partition, next) -> positions.put(journal + "/" + document.stream() + "/" + partition, next));
    }

    private Document document(String journal, RowBatch batch) {
        List<Map<String, Object>> rows = new ArrayList<>();
        for (int row = 0; row < (counting ? 0 : batch.rowCount()); row++) {
            rows.add(row(batch, row));
        }
        Map<String, Long> next = new HashMap<>();
        List<String> joined = new ArrayList<>();
        List<String> idle = new ArrayList<>();
        for (int i = 0; i < batch.partitions().size(); i++) {
            if (batch.partitions().nextOffset(i) >= 0) {
                next.put(batch.partitions().name(i), batch.partitions().nextOffset(i));
            }
            if (batch.partitions().isJoined(i)) {
                joined.add(batch.partitions().name(i));
            }
            if (batch.partitions().isIdle(i)) {
                idle.add(batch.partitions().name(i));
            }
        }
        return new Document(journal, batch.schema().name(), rows, next, joined, idle, batch.watermarkAdvance());
    }

    private static Map<String, Object> row(RowBatch batch, int row) {
        Map<String, Object> values = new HashMap<>();
        values.put("time", batch.times()[row]);
        values.put("key", batch.keyText(row));
        for (int field = 0; field < batch.fieldCount(); field++) {
            if (!batch.isNull(field, row)) {
                values.put(batch.schema().fields().get(field).name(), value(batch, field, row));
            }
        }
        return values;
    }

    private static Object value(RowBatch batch, int field, int row) {
        return switch (batch.type(field)) {
            case DOUBLE -> batch.doubles(field)[row];
            case LONG, TIMESTAMP -> batch.longs(field)[row];
            case BOOL -> batch.longs(field)[row] == 1;
            case STRING -> batch.dictionary().text(batch.strings(field)[row]);
        };
    }

    @Override
    public void afterDurable(Runnable action) {
        synchronized (this) {
            actions.add(action);
            if (held) {
                return;
            }
        }
        force();
    }

    @Override
    public synchronized void urge() {
        urges++;
    }

    @Override
    public synchronized OptionalLong position(String journal, String stream, String partition) {
        Long next = positions.get(journal + "/" + stream + "/" + partition);
        if (next == null && seeded && !journal.equals("dead_letters")) {
            return OptionalLong.of(0);
        }
        return next == null ? OptionalLong.empty() : OptionalLong.of(next);
    }

    @Override
    public synchronized Set<String> partitions(String journal, String stream) {
        String prefix = journal + "/" + stream + "/";
        return positions.keySet().stream()
                .filter(name -> name.startsWith(prefix))
                .map(name -> name.substring(prefix.length()))
                .collect(Collectors.toSet());
    }

    public synchronized void hold() {
        held = true;
    }

    public void release() {
        synchronized (this) {
            held = false;
        }
        force();
    }

    private void force() {
        List<Runnable> due;
        synchronized (this) {
            durable.clear();
            durable.addAll(documents);
            due = new ArrayList<>(actions);
            actions.clear();
        }
        due.forEach(Runnable::run);
    }

    /** Journals as a new process finds them. */
    public synchronized FakeJournals crash() {
        FakeJournals next = new FakeJournals();
        for (Document document : durable) {
            next.documents.add(document);
            document.next()
                    .forEach((partition, offset) ->
                            next.positions.put(document.journal() + "/" + document.stream() + "/" + partition, offset));
        }
        next.durable.addAll(durable);
        return next;
    }

    public synchronized int urges() {
        return urges;
    }

    public synchronized List<Document> documents() {
        return new ArrayList<>(documents);
    }

    public synchronized long rowCount(String journal, String stream) {
        return rowCounts.getOrDefault(journal + "/" + stream, 0L);
    }

    public synchronized List<Map<String, Object>> rows(String journal, String stream) {
        return documents.stream()
                .filter(d -> d.journal().equals(journal) && d.stream().equals(stream))
                .flatMap(d -> d.rows().stream())
                .toList();
    }

    public synchronized List<Long> advances() {
        return documents.stream()
                .map(Document::advance)
                .filter(a -> a != EventTime.MIN)
                .toList();
    }
}
