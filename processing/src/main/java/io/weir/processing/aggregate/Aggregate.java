package io.weir.processing.aggregate;

import io.weir.model.FieldType;

/**
 * One aggregate of a pipeline. Several may share an accumulator: {@code percentile(temp, 50)} and {@code percentile(temp,
 * 99)} read the same sketch.
 *
 * @param name of the result's column
 * @param type of the result's column
 */
public record Aggregate(String name, FieldType type, Accumulator accumulator, Exporter exporter) {
    /** An aggregate that does not depend on the window's bounds. */
    static Aggregate ofState(String name, FieldType type, Accumulator accumulator, StateExporter exporter) {
        return new Aggregate(
                name, type, accumulator, (slot, start, end, out, field) -> exporter.export(slot, out, field));
    }
}
