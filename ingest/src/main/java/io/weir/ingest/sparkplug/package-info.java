/**
 * Payloads of Sparkplug B (Eclipse Sparkplug 3.0): what births say of an edge node's metrics is kept, so that its data can be
 * read, and rebirths are asked for.
 */
@NullMarked
package io.weir.ingest.sparkplug;

import org.jspecify.annotations.NullMarked;
