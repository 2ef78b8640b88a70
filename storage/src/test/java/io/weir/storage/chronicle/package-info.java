/** Tests of a single generation. */
@NullMarked
package io.weir.storage.chronicle;

import org.jspecify.annotations.NullMarked;
