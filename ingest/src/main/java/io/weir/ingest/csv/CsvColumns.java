package io.weir.ingest.csv;

import io.weir.ingest.decode.RowWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Hot path. Which column is read by what; the header that was read last is remembered. One thread. */
final class CsvColumns {
    private static final int[] NONE = {};
    private static final int MAX_HEADER_BYTES = 64 * 1024;

    private final Map<String, int[]> wanted = new LinkedHashMap<>();
    private int[][] targets = new int[16][];
    private int count;
    private boolean fixed;
    private byte[] header = {};
    private boolean complete;
    private String duplicate = "";

    CsvColumns(List<RowWriter.Target> all) {
        for (RowWriter.Target target : all) {
            String name = target.path().names().get(0);
            int[] known = wanted.getOrDefault(name, NONE);
            int[] more = Arrays.copyOf(known, known.length + 1);
            more[known.length] = target.index();
            wanted.put(name, more);
        }
    }

    /** Gives the columns names for good: no header says them. */
    void fix(List<byte[]> names) {
        begin();
        names.forEach(it -> add(it, 0, it.length));
        fixed = true;
    }

    boolean isFixed() {
        return fixed;
    }

    /** Where the remembered header ends if it stands at {@code from}, line end included; -1 if another does. */
    int endOfKnown(byte[] bytes, int from, int end) {
        int stop = from + header.length;
        boolean same = complete && stop <= end && Arrays.equals(bytes, from, stop, header, 0, header.length);
        // A header without a line end behind it goes on, or is all there is.
        return same && (header[header.length - 1] == '\n' || stop == end) ? stop : -1;
    }

    /** Begins a new header. */
    void begin() {
        count = 0;
        complete = false;
    }

    void forget() {
        begin();
    }

    /** Adds a column; false if it is read and stands there already. */
    boolean add(byte[] bytes, int from, int length) {
        String name = new String(bytes, from, length, StandardCharsets.UTF_8);
        int[] its = wanted.getOrDefault(name, NONE);
        for (int i = 0; its.length > 0 && i < count; i++) {
            if (Arrays.equals(targets[i], its)) {
                duplicate = name;
                return false;
            }
        }
        if (count == targets.length) {
            targets = Arrays.copyOf(targets, 2 * count);
        }
        targets[count++] = its;
        return true;
    }

    /** Ends a header that stands in these bytes. */
    void complete(byte[] bytes, int from, int to) {
        if (to - from <= MAX_HEADER_BYTES) {
            header = Arrays.copyOfRange(bytes, from, to);
            complete = header.length > 0;
        }
    }

    /** The column that stands twice, after {@link #add} returned false. */
    String duplicate() {
        return duplicate;
    }

    int count() {
        return count;
    }

    /** What reads a column. */
    int[] targets(int column) {
        return targets[column];
    }
}
