/** storage. */
@NullMarked
package io.weir.storage;

import org.jspecify.annotations.NullMarked;
