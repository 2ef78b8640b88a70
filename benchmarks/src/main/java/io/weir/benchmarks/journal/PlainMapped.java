package io.weir.benchmarks.journal;

import java.io.IOException;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file mapped in pieces of 4 MiB: one row after the other, nothing checked. */
final class PlainMapped implements Throughput.Store {
    private static final int PIECE = 4 << 20;

    private final FileChannel channel;
    private final byte[] row = new byte[Rows.BYTES];
    private long written;

    PlainMapped(Path dir) throws IOException {
        channel = FileChannel.open(
                dir.resolve("rows"), StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE);
        new java.util.Random(1).nextBytes(row);
    }

    @Override
    public long append(long rows) throws IOException {
        long done = 0;
        for (long piece = 0; done < rows; piece += PIECE) {
            MappedByteBuffer buffer = channel.map(MapMode.READ_WRITE, piece, PIECE);
            for (; done < rows && buffer.remaining() >= row.length; done++) {
                buffer.put(row);
            }
        }
        written = done;
        return done;
    }

    @Override
    public long tail() throws IOException {
        long done = 0;
        for (long piece = 0; done < written; piece += PIECE) {
            MappedByteBuffer buffer = channel.map(MapMode.READ_ONLY, piece, PIECE);
            for (; done < written && buffer.remaining() >= row.length; done++) {
                buffer.get(row);
            }
        }
        return done;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
