/** demo. */
@NullMarked
package io.weir.demo;

import org.jspecify.annotations.NullMarked;
