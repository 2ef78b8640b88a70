/** Tests of the journal on real files. */
@NullMarked
package io.weir.storage;

import org.jspecify.annotations.NullMarked;
