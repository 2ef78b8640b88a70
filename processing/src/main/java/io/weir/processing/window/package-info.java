/** Where a row belongs and when a result is due: groups, slices shared by overlapping windows, firing, revisions, expiry. Event time comes in as a watermark; this package never reads a clock. */
@NullMarked
package io.weir.processing.window;

import org.jspecify.annotations.NullMarked;
