/**
 * Windowed aggregation: batches of a stream's rows in, batches of results out. {@link io.weir.processing.Pipeline} puts
 * the parts together; the parts know nothing of it.
 *
 * <pre>
 *   RowBatch ─▶ keyed (previous, joins) ─▶ expression (let, where) ─▶ window (group, slice, slot) ─▶ aggregate ─▶ results
 *                                                  time (watermark) ──▶ fires, expires
 * </pre>
 *
 * Results are a pure function of the rows in journal order: no wall clock, no thread timing, no batch boundaries.
 */
@NullMarked
package io.weir.processing;

import org.jspecify.annotations.NullMarked;
