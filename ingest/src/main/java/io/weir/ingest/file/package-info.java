/**
 * Lines out of files: a history that is taken in once, or logs that grow. A file is a partition whose name is its
 * identity (not its path, which a rotation changes), and the offset of a message is that of its last byte: so a stream's
 * position in the journal is the place in the file where the next line begins, and each line is journaled exactly once.
 * Of Parquet files and lists, places count rows and items.
 *
 * <pre>
 *   {@literal {"ts":1}\n{"ts":2}\n{"ts":3…}
 *   0       8        17
 *           └ offset 8 of the first message; position 9 once it is journaled}
 * </pre>
 */
@NullMarked
package io.weir.ingest.file;

import org.jspecify.annotations.NullMarked;
