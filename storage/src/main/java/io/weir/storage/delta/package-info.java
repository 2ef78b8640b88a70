/**
 * What of some bytes has changed since they were seen last, without the bytes of then: only hashes of their pieces are
 * kept. Knows nothing of files and checkpoints.
 *
 * <pre>
 *   bytes ─▶ Cutter ─▶ pieces ─▶ SipHash ─▶ Pieces (of the state before) ─▶ DeltaWriter ─▶ copies and literals
 *                                                                                             │
 *                                                            file ◀─ Extents (where each byte is) ◀─┘
 * </pre>
 */
@NullMarked
package io.weir.storage.delta;

import org.jspecify.annotations.NullMarked;
