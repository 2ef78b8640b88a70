/** Windows by key, beside those of other systems. */
@NullMarked
package io.weir.benchmarks.window;

import org.jspecify.annotations.NullMarked;
