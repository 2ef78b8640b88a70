package io.weir.model;

import java.util.Arrays;

/**
 * Hot path. Rows of one {@link Schema} in columns: a primitive array per column with a validity bitmap, keys and texts
 * through a {@link Dictionary}. A batch is what crosses a module boundary and what one journal document holds. It is
 * reused: whoever receives one must take what it needs before it returns. Not thread-safe.
 *
 * <p>A row is built by {@link #startRow}, then the setters for its fields (a field that is not set is null), then
 * {@link #commitRow}; until then {@link #abandonRow} undoes it.
 *
 * <p>Where a column's values live:
 *
 * <pre>
 *   DOUBLE                   doubles(field)[row]
 *   LONG, TIMESTAMP, BOOL    longs(field)[row]      BOOL: 0 or 1; TIMESTAMP: epoch nanoseconds
 *   STRING                   strings(field)[row]    id in dictionary()
 *   null?                    bit (row &amp; 63) of validity(field)[row &gt;&gt; 6] is 0; the value is then 0
 * </pre>
 *
 * Beside its rows a batch carries what a reader of the journal must know to see time as ingest saw it: the input
 * {@link Partitions} with their positions and idleness, and possibly an {@linkplain #watermarkAdvance() advance of the
 * watermark}. These take effect after the rows. A batch without rows may carry just those.
 */
public final class RowBatch {
    /** The most rows that one batch may ever have. */
    public static final int MAX_ROWS = 4096;

    /** The most bytes that the dictionary of one batch may ever have. */
    public static final int MAX_DICTIONARY_BYTES = 768 * 1024;

    private static final double[] NO_DOUBLES = {};
    private static final long[] NO_LONGS = {};
    private static final int[] NO_INTS = {};

    private final Schema schema;
    private final FieldType[] types;
    private final Dictionary dictionary = new Dictionary(MAX_DICTIONARY_BYTES);
    private final Partitions partitions = new Partitions();

    private int capacity;
    private int rowCount;
    private long[] times;
    private long[] arrivals;
    private int[] keys;
    private int[] partitionOf;
    private final double[][] doubles;
    private final long[][] longs;
    private final int[][] strings;
    private final long[][] validity;

    // The same arrays, those of each kind together: a row begins without looking at types.
    private final double[][] doubleColumns;
    private final long[][] longColumns;
    private final int[][] stringColumns;
    private final int rowBytes;

    private long watermarkAdvance = EventTime.MIN;
    private long sequence;

    /**
     * An empty batch.
     *
     * @param capacity how many rows it can hold, 1 to {@link #MAX_ROWS}
     */
    public RowBatch(Schema schema, int capacity) {
        this.schema = schema;
        this.types = schema.fields().stream().map(Field::type).toArray(FieldType[]::new);
        this.times = NO_LONGS;
        this.arrivals = NO_LONGS;
        this.keys = NO_INTS;
        this.partitionOf = NO_INTS;
        this.doubles = new double[types.length][];
        this.longs = new long[types.length][];
        this.strings = new int[types.length][];
        this.validity = new long[types.length][];
        Arrays.fill(doubles, NO_DOUBLES);
        Arrays.fill(longs, NO_LONGS);
        Arrays.fill(strings, NO_INTS);
        Arrays.fill(validity, NO_LONGS);
        this.doubleColumns = new double[count(FieldType.DOUBLE)][];
        this.stringColumns = new int[count(FieldType.STRING)][];
        this.longColumns = new long[types.length - doubleColumns.length - stringColumns.length][];
        this.rowBytes = 8 + 8 + 4 + 2 + 8 * types.length - 4 * stringColumns.length;
        ensureCapacity(capacity);
    }

    private int count(FieldType type) {
        return (int) Arrays.stream(types).filter(type::equals).count();
    }

    /** What the rows are made of. */
    public Schema schema() {
        return schema;
    }

    /** The type of field {@code field}. */
    public FieldType type(int field) {
        return types[field];
    }

    /** How many fields a row has. */
    public int fieldCount() {
        return types.length;
    }

    /** How many rows are committed. */
    public int rowCount() {
        return rowCount;
    }

    /** How many rows fit. */
    public int capacity() {
        return capacity;
    }

    /** Makes room for at least {@code rows} rows, keeping those that are here; at most {@link #MAX_ROWS}. */
    public void ensureCapacity(int rows) {
        if (rows < 1 || rows > MAX_ROWS) {
            throw new IllegalArgumentException("a batch holds 1 to " + MAX_ROWS + " rows, not " + rows);
        }
        if (rows <= capacity) {
            return;
        }
        capacity = rows;
        times = Arrays.copyOf(times, rows);
        arrivals = Arrays.copyOf(arrivals, rows);
        keys = Arrays.copyOf(keys, rows);
        partitionOf = Arrays.copyOf(partitionOf, rows);
        int doubleCount = 0;
        int longCount = 0;
        int stringCount = 0;
        for (int field = 0; field < types.length; field++) {
            switch (types[field]) {
                case DOUBLE -> {
                    doubles[field] = Arrays.copyOf(doubles[field], rows);
                    doubleColumns[doubleCount++] = doubles[field];
                }
                case LONG, TIMESTAMP, BOOL -> {
                    longs[field] = Arrays.copyOf(longs[field], rows);
                    longColumns[longCount++] = longs[field];
                }
                case STRING -> {
                    strings[field] = Arrays.copyOf(strings[field], rows);
                    stringColumns[stringCount++] = strings[field];
                }
            }
            validity[field] = Arrays.copyOf(validity[field], (rows + 63) >>> 6);
        }
    }

    // ---- building -------------------------------------------------------------------------------------------------

    /**
     * Begins the next row, with all fields null. There must be room: {@code rowCount() < capacity()}.
     *
     * @param timeNanos event time
     * @param arrivalNanos when the appliance took the row in, epoch nanoseconds
     * @param key id in {@link #dictionary()}
     * @param partition index in {@link #partitions()}
     * @return the row's number
     */
    public int startRow(long timeNanos, long arrivalNanos, int key, int partition) {
        int row = rowCount;
        times[row] = timeNanos;
        arrivals[row] = arrivalNanos;
        keys[row] = key;
        partitionOf[row] = partition;
        for (double[] column : doubleColumns) {
            column[row] = 0;
        }
        for (long[] column : longColumns) {
            column[row] = 0;
        }
        for (int[] column : stringColumns) {
            column[row] = 0;
        }
        int word = row >>> 6;
        long mask = ~(1L << (row & 63));
        for (long[] bits : validity) {
            bits[word] &= mask;
        }
        return row;
    }

    /** Sets the event time of the row under construction. */
    public void setTime(long timeNanos) {
        times[rowCount] = timeNanos;
    }

    /** Sets the key of the row under construction: an id in {@link #dictionary()}. */
    public void setKey(int key) {
        keys[rowCount] = key;
    }

    /** Sets a DOUBLE field of the row under construction. */
    public void setDouble(int field, double value) {
        doubles[field][rowCount] = value;
        setValid(field);
    }

    /** Sets a LONG or TIMESTAMP field of the row under construction. */
    public void setLong(int field, long value) {
        longs[field][rowCount] = value;
        setValid(field);
    }

    /** Sets a BOOL field of the row under construction. */
    public void setBool(int field, boolean value) {
        setLong(field, value ? 1 : 0);
    }

    /** Sets a STRING field of the row under construction to an entry of {@link #dictionary()}. */
    public void setString(int field, int entry) {
        strings[field][rowCount] = entry;
        setValid(field);
    }

    private void setValid(int field) {
        validity[field][rowCount >>> 6] |= 1L << (rowCount & 63);
    }

    /** Whether a field of the row under construction has been set. */
    public boolean isSet(int field) {
        return !isNull(field, rowCount);
    }

    /** Completes the row under construction. */
    public void commitRow() {
        rowCount++;
    }

    /** Forgets the row under construction; its dictionary entries stay. */
    public void abandonRow() {
        // The next startRow overwrites everything that this row has set.
    }

    /**
     * Appends a copy of a row of another batch of the same schema, with its key, texts and partition; positions and
     * idleness are not copied. There must be room. Allocates only when this dictionary grows.
     *
     * @return false, and nothing appended, if its texts do not fit
     */
    public boolean appendRow(RowBatch source, int row) {
        int key = copyEntry(source, source.keys[row]);
        int partition = partitions.intern(source.partitions.name(source.partitionOf[row]));
        startRow(source.times[row], source.arrivals[row], key, partition);
        boolean fits = key != Dictionary.FULL;
        for (int field = 0; field < types.length; field++) {
            if (source.isNull(field, row)) {
                continue;
            }
            switch (types[field]) {
                case DOUBLE -> setDouble(field, source.doubles[field][row]);
                case LONG, TIMESTAMP, BOOL -> setLong(field, source.longs[field][row]);
                case STRING -> {
                    int entry = copyEntry(source, source.strings[field][row]);
                    fits &= entry != Dictionary.FULL;
                    setString(field, entry);
                }
            }
        }
        if (fits) {
            commitRow();
        }
        return fits;
    }

    private int copyEntry(RowBatch source, int entry) {
        Dictionary from = source.dictionary;
        return dictionary.intern(from.bytes(), from.offset(entry), from.length(entry));
    }

    // ---- reading --------------------------------------------------------------------------------------------------

    /** Event times, epoch nanoseconds; the first {@link #rowCount()} are valid, as in every column array. */
    public long[] times() {
        return times;
    }

    /** When the appliance took each row in, epoch nanoseconds. */
    public long[] arrivals() {
        return arrivals;
    }

    /** Each row's key: an id in {@link #dictionary()}. */
    public int[] keys() {
        return keys;
    }

    /** Each row's input partition: an index in {@link #partitions()}. */
    public int[] partitionOf() {
        return partitionOf;
    }

    /** The values of a DOUBLE field. */
    public double[] doubles(int field) {
        return doubles[field];
    }

    /** The values of a LONG, TIMESTAMP or BOOL field. */
    public long[] longs(int field) {
        return longs[field];
    }

    /** The values of a STRING field: ids in {@link #dictionary()}. */
    public int[] strings(int field) {
        return strings[field];
    }

    /** The validity bitmap of a field; a set bit means: not null. */
    public long[] validity(int field) {
        return validity[field];
    }

    /** Whether a field of a row is null. */
    public boolean isNull(int field, int row) {
        return (validity[field][row >>> 6] & (1L << (row & 63))) == 0;
    }

    /** Keys and texts of this batch. */
    public Dictionary dictionary() {
        return dictionary;
    }

    /** The input partitions of this batch. */
    public Partitions partitions() {
        return partitions;
    }

    /** The key of a row as text. */
    public String keyText(int row) {
        return dictionary.text(keys[row]);
    }

    // ---- what a journal adds
    // -----------------------------------------------------------------------------------------

    /**
     * The event time to which the stream's watermark moves after the rows because all its partitions are idle;
     * {@link EventTime#MIN} if it does not.
     */
    public long watermarkAdvance() {
        return watermarkAdvance;
    }

    /** Sets {@link #watermarkAdvance}. */
    public void setWatermarkAdvance(long eventTimeNanos) {
        watermarkAdvance = eventTimeNanos;
    }

    /** The sequence of the journal document that this batch was read from or written to; 0 before that. */
    public long sequence() {
        return sequence;
    }

    /** Sets {@link #sequence}. */
    public void setSequence(long sequence) {
        this.sequence = sequence;
    }

    /** Sets how many rows are committed, for a reader that has filled the column arrays itself. */
    public void setRowCount(int rows) {
        rowCount = rows;
    }

    /** About how many bytes a document of this batch has, never less. */
    public int estimatedBytes() {
        int bitmaps = types.length * (8 + ((rowCount + 63) >>> 6) * 8);
        return 256
                + rowCount * rowBytes
                + bitmaps
                + dictionary.byteLength()
                + dictionary.size() * 4
                + 128 * partitions.size();
    }

    /** Whether there is nothing in this batch that a journal would have to keep. */
    public boolean isEmpty() {
        return rowCount == 0 && partitions.size() == 0 && watermarkAdvance == EventTime.MIN;
    }

    /** Empties the batch for reuse; keeps the arrays. */
    public void clear() {
        rowCount = 0;
        dictionary.clear();
        partitions.clear();
        watermarkAdvance = EventTime.MIN;
        sequence = 0;
    }
}
