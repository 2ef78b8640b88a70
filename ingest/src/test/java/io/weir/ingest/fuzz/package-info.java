/** Bytes that nobody would send, for everything that takes bytes from others. */
@NullMarked
package io.weir.ingest.fuzz;

import org.jspecify.annotations.NullMarked;
