/** CBOR (RFC 8949). */
@NullMarked
package io.weir.ingest.cbor;

import org.jspecify.annotations.NullMarked;
