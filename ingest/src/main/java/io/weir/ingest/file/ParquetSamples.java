package io.weir.ingest.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The first rows of a Parquet file, as a source delivers them. */
public final class ParquetSamples {
    private static final int MAX_ROW = 1 << 20;

    private ParquetSamples() {}

    /**
     * At most {@code limit} rows, each a JSON object.
     *
     * @throws IOException if it cannot be read as Parquet; the message says why
     */
    public static List<String> of(Path file, long limit) throws IOException {
        List<String> rows = new ArrayList<>();
        ParquetReader reader = new ParquetReader(file.toAbsolutePath(), 0, MAX_ROW);
        try {
            while (rows.size() < limit && !reader.isAtEnd()) {
                reader.read();
                for (int i = 0; i < reader.count() && rows.size() < limit; i++) {
                    rows.add(new String(reader.bytes(), reader.start(i), reader.length(i), StandardCharsets.UTF_8));
                }
            }
        } finally {
            reader.close();
        }
        return rows;
    }
}
