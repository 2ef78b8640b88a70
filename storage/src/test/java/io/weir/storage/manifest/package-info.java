/** Tests of the manifest. */
@NullMarked
package io.weir.storage.manifest;

import org.jspecify.annotations.NullMarked;
