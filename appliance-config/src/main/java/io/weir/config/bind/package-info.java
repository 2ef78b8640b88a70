/**
 * Nodes into records: variables are replaced, every key is checked, and every problem is collected before any is
 * reported. Knows no YAML library and opens no file other than those that hold secrets.
 *
 * <pre>
 *   YamlNode ─ Variables ─▶ YamlNode ─ ConfigBinder ─ Section, Element ─▶ records
 *                  └──────────── Problems ◀────────────────┘
 * </pre>
 */
@NullMarked
package io.weir.config.bind;

import org.jspecify.annotations.NullMarked;
