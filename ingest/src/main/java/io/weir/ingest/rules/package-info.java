/**
 * Which decoded rows reach the journal: a condition, duplicates, samples, dead bands. What a condition means is decided
 * elsewhere ({@link io.weir.ingest.rules.RowFilter}); here nothing knows its language.
 */
@NullMarked
package io.weir.ingest.rules;

import org.jspecify.annotations.NullMarked;
