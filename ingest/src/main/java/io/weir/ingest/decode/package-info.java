/**
 * From payload bytes to rows: what every format shares. A format brings a {@link io.weir.ingest.decode.Decoder} that
 * finds values; {@link io.weir.ingest.decode.RowWriter} decides what a value means for a field, the key or the time.
 * Nothing here knows a protocol or a parser library.
 */
@NullMarked
package io.weir.ingest.decode;

import org.jspecify.annotations.NullMarked;
