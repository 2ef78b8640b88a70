package io.weir.appliance.query;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Prints the rows of one result. Values are null, Boolean, Number, String, List or Map of such. Used by one thread. */
public interface ResultPrinter {
    /** Before the first row: the names of the columns. */
    void begin(List<String> columns) throws IOException;

    /** Prints a row, which is reused. */
    void print(@Nullable Object[] row) throws IOException;

    /** After the last row. */
    void end() throws IOException;
}
