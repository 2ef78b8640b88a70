/** Small files that must be whole or absent, whatever happens: nothing here knows what they hold. */
@NullMarked
package io.weir.storage.file;

import org.jspecify.annotations.NullMarked;
