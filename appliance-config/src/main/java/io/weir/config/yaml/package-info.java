/**
 * YAML text into a tree of nodes that know their line and column. The only package that knows the YAML library; what
 * the nodes mean is decided elsewhere.
 *
 * <pre>
 *   file ─ YamlFile (size, UTF-8) ─▶ text ─ YamlParser (depth, duplicates, no aliases) ─▶ YamlNode
 *   table ─ bytes ─▶ YamlTable ─ YamlValues (aliases written out, core schema) ─▶ lists and maps
 * </pre>
 */
@NullMarked
package io.weir.config.yaml;

import org.jspecify.annotations.NullMarked;
