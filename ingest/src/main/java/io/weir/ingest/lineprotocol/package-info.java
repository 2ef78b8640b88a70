/** InfluxDB line protocol. */
@NullMarked
package io.weir.ingest.lineprotocol;

import org.jspecify.annotations.NullMarked;
