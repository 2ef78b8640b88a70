package io.weir.appliance.replay;

import io.weir.model.RowBatch;
import java.io.IOException;

/** Prints rows in one format. Used by one thread. */
public interface RowPrinter {
    /** Prints nothing: rows are only counted. */
    RowPrinter NOTHING = new RowPrinter() {
        @Override
        public void print(RowBatch batch, int row) {}

        @Override
        public void flush() {}
    };

    /** Prints one row. */
    void print(RowBatch batch, int row) throws IOException;

    /** Hands everything printed so far over to the stream below. */
    void flush() throws IOException;
}
