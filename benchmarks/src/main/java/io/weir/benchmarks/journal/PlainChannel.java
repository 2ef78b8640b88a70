package io.weir.benchmarks.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A {@code FileChannel} behind a buffer of 64 KiB: one row after the other, nothing checked. */
final class PlainChannel implements Throughput.Store {
    private final FileChannel channel;
    private final ByteBuffer buffer = ByteBuffer.allocateDirect(64 * 1024);
    private final byte[] row = new byte[Rows.BYTES];

    PlainChannel(Path dir) throws IOException {
        channel = FileChannel.open(
                dir.resolve("rows"), StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
        new java.util.Random(1).nextBytes(row);
    }

    @Override
    public long append(long rows) throws IOException {
        for (long i = 0; i < rows; i++) {
            if (buffer.remaining() < row.length) {
                flush();
            }
            buffer.put(row);
        }
        flush();
        return rows;
    }

    private void flush() throws IOException {
        buffer.flip();
        while (buffer.hasRemaining()) {
            channel.write(buffer);
        }
        buffer.clear();
    }

    @Override
    public long tail() throws IOException {
        long rows = 0;
        channel.position(0);
        buffer.clear();
        while (channel.read(buffer) > 0) {
            buffer.flip();
            for (; buffer.remaining() >= row.length; rows++) {
                buffer.get(row);
            }
            buffer.compact();
        }
        return rows;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
