package io.weir.ingest.file;

import java.io.IOException;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * The items of a list as JSON texts, one a message; a place in the file is an item, counted from 0. Where the file cannot
 * be read on, the items before are messages all the same.
 */
final class ListReader implements RecordReader {
    private static final JsonFactory FACTORY = new JsonFactory();
    private static final int MAX_ITEMS = 1024;
    private static final int MAX_BYTES = 256 * 1024;

    private final ListItems items;
    private final ItemBuffer buffer;
    private final int[] starts = new int[MAX_ITEMS];
    private final int[] lengths = new int[MAX_ITEMS];
    private final long[] sizes = new long[MAX_ITEMS];
    private long first;
    private int count;
    private boolean atEnd;
    /** What stands behind the last items. */
    private @Nullable IOException failure;

    /**
     * Goes to an item.
     *
     * @param from the item to begin with; behind the last one there is nothing to read
     * @param maxItem how many bytes of an item are kept
     * @throws IOException if the file cannot be read up to there
     */
    ListReader(ListItems items, long from, int maxItem) throws IOException {
        this.items = items;
        this.buffer = new ItemBuffer(maxItem);
        this.first = from;
        for (long i = 0; i < from && items.hasNext(); i++) {
            items.skip();
        }
    }

    @Override
    public void read() throws IOException {
        finish();
        if (failure != null) {
            throw failure;
        }
        try {
            while (count < MAX_ITEMS && buffer.end() < MAX_BYTES && items.hasNext()) {
                add();
            }
            atEnd = count == 0;
        } catch (IOException e) {
            buffer.drop();
            failure = e;
            if (count == 0) {
                throw e;
            }
        }
    }

    private void add() throws IOException {
        buffer.begin();
        try (JsonGenerator json = FACTORY.createGenerator(ObjectWriteContext.empty(), buffer)) {
            items.write(json);
        }
        starts[count] = buffer.start();
        lengths[count] = buffer.end() - buffer.start();
        sizes[count++] = buffer.size();
    }

    @Override
    public void finish() {
        first += count;
        count = 0;
        buffer.clear();
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public byte[] bytes() {
        return buffer.bytes();
    }

    @Override
    public int start(int item) {
        return starts[item];
    }

    @Override
    public int length(int item) {
        return lengths[item];
    }

    @Override
    public long size(int item) {
        return sizes[item];
    }

    @Override
    public long last(int item) {
        return first + item;
    }

    @Override
    public long offset() {
        return first + count;
    }

    @Override
    public long readTo() {
        return first + count;
    }

    @Override
    public boolean isAtEnd() {
        return atEnd;
    }
}
