/** Avro in its binary encoding, read in place by a schema from a file or a registry. */
@NullMarked
package io.weir.ingest.avro;

import org.jspecify.annotations.NullMarked;
