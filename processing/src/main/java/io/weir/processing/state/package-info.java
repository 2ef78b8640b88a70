/** The byte layout of pipeline snapshots: little-endian, written and read in one pass. */
@NullMarked
package io.weir.processing.state;

import org.jspecify.annotations.NullMarked;
