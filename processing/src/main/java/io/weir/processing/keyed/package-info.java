/** What is remembered of each key from row to row, within limits. */
@NullMarked
package io.weir.processing.keyed;

import org.jspecify.annotations.NullMarked;
