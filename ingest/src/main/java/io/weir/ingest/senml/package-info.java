/** SenML (RFC 8428), as JSON and as CBOR. */
@NullMarked
package io.weir.ingest.senml;

import org.jspecify.annotations.NullMarked;
