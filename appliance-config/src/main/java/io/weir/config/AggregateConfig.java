package io.weir.config;

/**
 * One aggregate of a pipeline.
 *
 * @param name of the result's column
 * @param call for example {@code percentile(temp, 99)}
 */
public record AggregateConfig(String name, Expression call) {}
