package io.weir.config;

/**
 * The text of an expression, not yet parsed: the stage that runs it owns its grammar.
 *
 * @param text as written, after substitution of variables
 * @param path where it stands in the configuration's structure, for example {@code pipelines.press_1m.where}
 * @param location of its first character
 */
public record Expression(String text, String path, Location location) {}
