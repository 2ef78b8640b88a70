/** Comma-separated values (RFC 4180). */
@NullMarked
package io.weir.ingest.csv;

import org.jspecify.annotations.NullMarked;
