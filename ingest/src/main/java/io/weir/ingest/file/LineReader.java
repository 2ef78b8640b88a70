package io.weir.ingest.file;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Hot path. Cuts a stream of bytes into lines, many at a time. What follows the last line end waits until more comes, or
 * until {@link #finish}. Of a line that is too long only the beginning is kept, and its length counted. One thread.
 */
final class LineReader implements RecordReader {
    static final int CHUNK = 64 * 1024;
    private static final int MAX_LINES = 4096;
    private static final byte[] NOTHING = {};

    private final InputStream in;
    private final int maxLine;
    private byte[] buffer = NOTHING;
    /** Of the first byte in the buffer that belongs to no line yet, and behind the last. */
    private int start;

    private int end;
    /** Of the bytes from {@link #start} on, how many have been searched. */
    private int searched;
    /** Bytes of the line at {@link #start} that came and were not kept. */
    private long dropped;
    /** Place in the file of the byte at {@link #start}. */
    private long offset;

    private int skipLines;

    private final int[] starts = new int[MAX_LINES];
    private final int[] lengths = new int[MAX_LINES];
    private final long[] sizes = new long[MAX_LINES];
    private final long[] lastBytes = new long[MAX_LINES];
    private int count;
    private boolean atEnd;

    /**
     * @param in read until it has no more for now (-1); read again later
     * @param offset place in the file of the first byte
     * @param skipLines how many lines are no messages
     * @param maxLine how many bytes of a line are kept
     */
    LineReader(InputStream in, long offset, int skipLines, int maxLine) {
        this.in = in;
        this.offset = offset;
        this.skipLines = skipLines;
        this.maxLine = maxLine;
    }

    @Override
    public void read() throws IOException {
        count = 0;
        cut();
        if (count > 0) {
            return;
        }
        makeRoom();
        int n = in.read(buffer, end, Math.min(CHUNK, buffer.length - end));
        atEnd = n < 0;
        if (n > 0) {
            end += n;
            cut();
        } else if (start == end && dropped == 0) {
            buffer = NOTHING;
            start = 0;
            end = 0;
            searched = 0;
        }
    }

    @Override
    public void finish() {
        count = 0;
        if (end - start + dropped > 0) {
            line(end, end);
        }
    }

    private void cut() {
        int i = start + searched;
        while (i < end && count < MAX_LINES) {
            if (buffer[i] == '\n') {
                line(i, i + 1);
            }
            i++;
        }
        searched = count == MAX_LINES ? 0 : end - start;
    }

    /** A line ends before {@code stop}, and the next begins at {@code next}. */
    private void line(int stop, int next) {
        long size = stop - start + dropped;
        int length = Math.min(maxLine, stop - start);
        if (size == length && length > 0 && buffer[start + length - 1] == '\r') {
            length--;
            size--;
        }
        offset += next - start + dropped;
        if (skipLines > 0) {
            skipLines--;
        } else if (size > 0 && !isBlank(length)) {
            starts[count] = start;
            lengths[count] = length;
            sizes[count] = size;
            lastBytes[count++] = offset - 1;
        }
        start = next;
        searched = 0;
        dropped = 0;
    }

    private boolean isBlank(int length) {
        for (int i = start; i < start + length; i++) {
            if (buffer[i] != ' ' && buffer[i] != '\t' && buffer[i] != '\r') {
                return false;
            }
        }
        return true;
    }

    private void makeRoom() {
        int kept = end - start;
        if (kept > maxLine + 1) {
            // Too long to be a message: its beginning is enough for the dead letter.
            dropped += kept - maxLine;
            end = start + maxLine;
            kept = maxLine;
            searched = kept;
        }
        int wanted = kept + CHUNK;
        if (buffer.length < wanted) {
            byte[] larger = new byte[Math.max(wanted, buffer.length)];
            System.arraycopy(buffer, start, larger, 0, kept);
            buffer = larger;
        } else {
            System.arraycopy(buffer, start, buffer, 0, kept);
        }
        start = 0;
        end = kept;
    }

    @Override
    public int count() {
        return count;
    }

    @Override
    public byte[] bytes() {
        return buffer;
    }

    @Override
    public int start(int line) {
        return starts[line];
    }

    @Override
    public int length(int line) {
        return lengths[line];
    }

    @Override
    public long size(int line) {
        return sizes[line];
    }

    /** The line's last byte, its line end included. */
    @Override
    public long last(int line) {
        return lastBytes[line];
    }

    @Override
    public long offset() {
        return offset;
    }

    @Override
    public long readTo() {
        return offset + (end - start) + dropped;
    }

    @Override
    public boolean isAtEnd() {
        return atEnd;
    }

    @Override
    public String toString() {
        return "LineReader at " + offset + " " + Arrays.toString(Arrays.copyOf(lengths, count));
    }
}
