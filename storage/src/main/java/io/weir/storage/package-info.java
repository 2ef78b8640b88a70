/**
 * The journal: what is appended here and forced is there for ever, in order, each document once. {@link
 * io.weir.storage.JournalStore} is how the appliance writes and reads it, {@link io.weir.storage.ReadOnlyStore} how any
 * other process reads it.
 *
 * <pre>
 *   append ─▶ LiveJournal ─▶ document (bytes, CRC) ─▶ chronicle (one file per generation)
 *                 │                                        ▲
 *            CommitThread ── force ─▶ durable ─▶ actions   │
 *                 │                                        │
 *             manifest (list of generations) ─▶ JournalWalk (reader)
 * </pre>
 *
 * Documents and generations have packages of their own below; here they become a journal.
 */
@NullMarked
package io.weir.storage;

import org.jspecify.annotations.NullMarked;
