package io.weir.config;

/**
 * Where a row's event time stands.
 *
 * @param unit how a number is read; texts are read as ISO-8601 with a zone for every unit
 */
public record TimeConfig(PayloadPath path, TimeUnitConfig unit) {}
