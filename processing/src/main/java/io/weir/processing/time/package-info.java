/**
 * The watermark of a stream, from its partitions, and of two streams that are joined. Event time only; idleness is noticed by
 * ingest and arrives in the batches.
 */
@NullMarked
package io.weir.processing.time;

import org.jspecify.annotations.NullMarked;
