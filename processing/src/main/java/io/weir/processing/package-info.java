/**
 * Windowed aggregation: batches of a stream's rows in, batches of results out. {@link io.weir.processing.Pipeline} puts
 * the parts together; the parts know nothing of it.
 *
 * <pre>
 *   RowBatch ─▶ expression (where) ─▶ window (group, slice, slot) ─▶ aggregate ─▶ result RowBatch
 *                      time (watermark) ──▶ fires, expires
 * </pre>
 *
 * Results are a pure function of the rows in journal order: no wall clock, no thread timing, no batch boundaries.
 */
@NullMarked
package io.weir.processing;

import org.jspecify.annotations.NullMarked;
