package io.weir.appliance.query;

import io.weir.model.FieldType;
import io.weir.storage.ReadOnlyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.duckdb.DuckDBColumnType;
import org.duckdb.DuckDBDataChunkWriter;
import org.duckdb.DuckDBTableFunction;
import org.duckdb.DuckDBTableFunctionBindInfo;
import org.duckdb.DuckDBTableFunctionCallInfo;
import org.duckdb.DuckDBTableFunctionInitInfo;

/**
 * The table function that reads one table from its journal: on as many threads as DuckDB gives it, only the columns and the
 * range of time that the query needs. Each thread takes a part of the journal after the other. A query over a journal that
 * is being written may or may not see what is appended while it runs.
 */
final class TableScan implements DuckDBTableFunction<QueryTable, TableScan.Scan, ScanThread> {
    private static final long PART_DOCUMENTS = 256;

    private final ReadOnlyStore store;
    private final QueryTable table;
    private final int threads;
    private final Queue<ScanThread> opened = new ConcurrentLinkedQueue<>();
    /** Rows outside are left out. Written between queries. */
    private volatile TimeRange range = TimeRange.ALL;

    TableScan(ReadOnlyStore store, QueryTable table, int threads) {
        this.store = store;
        this.table = table;
        this.threads = threads;
    }

    /** One scan of a query. */
    static final class Scan {
        final List<QueryTable.Column> columns;
        final TimeRange range;
        private final AtomicLong next;
        private volatile boolean ended;

        Scan(List<QueryTable.Column> columns, TimeRange range, long from) {
            this.columns = columns;
            this.range = range;
            this.next = new AtomicLong(from);
        }

        /** Takes the next part of the journal: the sequence before it, or -1 if there is none. */
        long takePart() {
            return ended ? -1 : next.getAndAdd(PART_DOCUMENTS);
        }

        /** The last sequence of a part. */
        static long lastOf(long part) {
            return part + PART_DOCUMENTS;
        }

        void endReached() {
            ended = true;
        }
    }

    QueryTable table() {
        return table;
    }

    void setRange(TimeRange newRange) {
        range = newRange;
    }

    @Override
    public QueryTable bind(DuckDBTableFunctionBindInfo info) {
        for (QueryTable.Column column : table.columns()) {
            info.addResultColumn(column.raw(), type(column.type()));
        }
        return table;
    }

    private static DuckDBColumnType type(FieldType type) {
        return switch (type) {
            case DOUBLE -> DuckDBColumnType.DOUBLE;
            case LONG, TIMESTAMP -> DuckDBColumnType.BIGINT;
            case BOOL -> DuckDBColumnType.BOOLEAN;
            case STRING -> DuckDBColumnType.VARCHAR;
        };
    }

    @Override
    public Scan init(DuckDBTableFunctionInitInfo info) {
        info.setMaxThreads(threads);
        List<QueryTable.Column> all = table.columns();
        List<QueryTable.Column> wanted = new ArrayList<>();
        for (int i = 0; i < info.getColumnCount(); i++) {
            long index = info.getColumnIndex(i);
            // Something that is no column stands for rows that are only counted.
            wanted.add(all.get(index >= 0 && index < all.size() ? (int) index : 0));
        }
        return new Scan(wanted, range, store.deletedThrough(table.journal()));
    }

    @Override
    public ScanThread localInit(DuckDBTableFunctionInitInfo info) {
        ScanThread thread = new ScanThread(store.reader(table.journal(), 0), table.schema());
        opened.add(thread);
        return thread;
    }

    @Override
    public long apply(DuckDBTableFunctionCallInfo call, DuckDBDataChunkWriter out) {
        Scan scan = call.getInitData();
        ScanThread thread = call.getLocalInitData();
        return thread.fill(scan, out);
    }

    /** Closes what a query that has ended had opened; nothing of it runs any more. Returns how many documents were damaged. */
    Losses finish() {
        Losses losses = Losses.NONE;
        for (ScanThread thread = opened.poll(); thread != null; thread = opened.poll()) {
            losses = losses.plus(thread.losses());
            thread.close();
        }
        return losses;
    }

    /**
     * What a query could not show.
     *
     * @param documents damaged or missing
     * @param values of an older schema, of a type that does not fit
     */
    record Losses(long documents, long values) {
        static final Losses NONE = new Losses(0, 0);

        Losses plus(Losses other) {
            return new Losses(documents + other.documents, values + other.values);
        }
    }
}
