/** JSON decoding alone, beside the parsers of others, on one thread. */
@NullMarked
package io.weir.benchmarks.decode;

import org.jspecify.annotations.NullMarked;
