/**
 * The layout of one journal document: bytes to {@link io.weir.model.RowBatch} and back. Knows no files and no Chronicle.
 * Encoding and decoding allocate nothing per row; decoding survives any bytes.
 */
@NullMarked
package io.weir.storage.document;

import org.jspecify.annotations.NullMarked;
