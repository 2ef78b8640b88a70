/**
 * The one place that knows all stages, and only wires them. {@link io.weir.appliance.Appliance} reads as the picture:
 *
 * <pre>
 *   sources ─▶ Ingest ─▶ readings ─▶ PipelineRunner ─▶ results
 *                 └────▶ dead_letters
 * </pre>
 *
 * The command line is in {@code cli}, the HTTP interface in {@code serve}, printing of rows in {@code replay}.
 */
@NullMarked
package io.weir.appliance;

import org.jspecify.annotations.NullMarked;
