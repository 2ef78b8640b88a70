/** Payloads that are one number or text, whole. */
@NullMarked
package io.weir.ingest.raw;

import org.jspecify.annotations.NullMarked;
