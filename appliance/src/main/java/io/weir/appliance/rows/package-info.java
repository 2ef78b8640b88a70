/** Rows for people: their values as text and JSON, and columns that stand below each other. */
@NullMarked
package io.weir.appliance.rows;

import org.jspecify.annotations.NullMarked;
