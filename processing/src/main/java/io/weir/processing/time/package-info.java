/** The watermark of a stream, from its partitions. Event time only; idleness is noticed by ingest and arrives in the batches. */
@NullMarked
package io.weir.processing.time;

import org.jspecify.annotations.NullMarked;
