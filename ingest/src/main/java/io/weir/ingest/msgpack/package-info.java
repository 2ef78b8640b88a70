/** MessagePack. */
@NullMarked
package io.weir.ingest.msgpack;

import org.jspecify.annotations.NullMarked;
