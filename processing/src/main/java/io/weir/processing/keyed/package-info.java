/** What is remembered of each key from row to row, within limits, and the rows that are made of it: see {@link IntervalJoin}. */
@NullMarked
package io.weir.processing.keyed;

import org.jspecify.annotations.NullMarked;
