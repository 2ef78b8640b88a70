/** Compressed payloads: gzip (RFC 1952) and zstd (RFC 8878), with caps. The only package that knows zstd's library. */
@NullMarked
package io.weir.ingest.envelope;

import org.jspecify.annotations.NullMarked;
