package io.weir.appliance.query;

import java.io.OutputStream;

/** The formats that results are printed in. */
public enum Printers {
    /** Aligned columns for people. */
    TABLE,
    /** A JSON object a line. */
    NDJSON,
    /** RFC 4180. */
    CSV;

    /** A printer to a stream, which the caller closes. */
    public ResultPrinter to(OutputStream out) {
        return switch (this) {
            case TABLE -> new TextTable(out);
            case NDJSON -> new JsonRows(out);
            case CSV -> new CsvRows(out);
        };
    }
}
