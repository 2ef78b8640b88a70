package io.weir.config;

/**
 * A column that an expression computes.
 *
 * @param name of the column
 */
public record ColumnConfig(String name, Expression expression) {}
