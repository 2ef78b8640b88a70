package io.weir.ingest.file;

import java.nio.file.Path;

/**
 * A file that a pattern matched.
 *
 * @param topic its path below the fixed folder of the pattern: of {@code /data/p7/a.ndjson}, where any folder below
 *     {@code /data} may be meant, {@code p7/a.ndjson}
 * @param inode or what stands for it: {@link Identity#ofChange}
 */
record FoundFile(Path path, String topic, long inode, long size, long modifiedMs) {}
