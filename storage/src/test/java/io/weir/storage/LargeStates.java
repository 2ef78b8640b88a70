package io.weir.storage;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** The state that a pipeline might have after so many rows: large, and a little later mostly the same. */
final class LargeStates {
    private static final int RECORDS = 4_000;
    private static final long ROWS_TO_CHANGE_ALL = 200_000;

    private LargeStates() {}

    /** The same for the same number of rows; between 80 and 140 KB. */
    static byte[] after(long rows) {
        int records = RECORDS + (int) (rows / 100 % (RECORDS * 3 / 4));
        ByteBuffer out = ByteBuffer.allocate(8 + records * 20).order(ByteOrder.LITTLE_ENDIAN);
        out.putLong(rows);
        for (int i = 0; i < records; i++) {
            out.putInt(i).putLong(i * 0x9E3779B97F4A7C15L);
            out.putLong((rows + i * 7919L) / ROWS_TO_CHANGE_ALL);
        }
        return out.array();
    }

    static Checkpoint checkpoint(long rows) {
        return new Checkpoint("f", rows, rows / 10, after(rows));
    }
}
