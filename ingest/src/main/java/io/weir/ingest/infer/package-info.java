/**
 * From sampled payloads to the definition of a stream: what stands where, how often, and of what type. Reads payloads
 * with parsers of its own liking: it must say of all of them what they are, also of those that no decoder would take.
 */
@NullMarked
package io.weir.ingest.infer;

import org.jspecify.annotations.NullMarked;
