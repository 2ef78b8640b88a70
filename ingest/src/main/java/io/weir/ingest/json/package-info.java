/** JSON payloads, strictly: what is not valid JSON becomes a dead letter, never a wrong value. The only package that imports Jackson. */
@NullMarked
package io.weir.ingest.json;

import org.jspecify.annotations.NullMarked;
