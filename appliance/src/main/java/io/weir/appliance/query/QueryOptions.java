package io.weir.appliance.query;

import io.weir.model.ByteSize;
import io.weir.model.Schema;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * How queries are run.
 *
 * @param dataDir whose journals are read
 * @param configured what is configured and may have no rows yet: the journal of each schema
 * @param range rows outside are left out of every table
 * @param memory what DuckDB may take before it goes to the disk
 * @param budget what everything under the data directory may take, if limited
 * @param unsafe whether SQL may read and write files, load extensions and use the network
 * @param output the only file that SQL may write otherwise
 */
public record QueryOptions(
        Path dataDir,
        Map<Schema, String> configured,
        TimeRange range,
        ByteSize memory,
        Optional<ByteSize> budget,
        boolean unsafe,
        Optional<Path> output) {
    /** What DuckDB may take if nothing else is said. */
    public static final ByteSize MEMORY = ByteSize.ofMiB(512);

    public QueryOptions {
        configured = Map.copyOf(configured);
    }
}
