/** Tests of differences between bytes. */
@NullMarked
package io.weir.storage.delta;

import org.jspecify.annotations.NullMarked;
