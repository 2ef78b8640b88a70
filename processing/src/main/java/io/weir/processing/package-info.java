/** processing. */
@NullMarked
package io.weir.processing;

import org.jspecify.annotations.NullMarked;
