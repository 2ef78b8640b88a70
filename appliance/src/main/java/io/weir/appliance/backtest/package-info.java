/**
 * Pipelines over recorded rows, and their results beside those that are recorded. Nothing is written.
 *
 * <pre>
 *   input journal ──▶ Pipeline ──▶ computed ─┐
 *                                            ├─ Pairs ──▶ Difference ──▶ Tally, reports
 *   results journal ─────────────▶ recorded ─┘
 * </pre>
 */
@NullMarked
package io.weir.appliance.backtest;

import org.jspecify.annotations.NullMarked;
