/** Protocol Buffers, read by the client library by descriptors from a file or a registry. */
@NullMarked
package io.weir.ingest.protobuf;

import org.jspecify.annotations.NullMarked;
