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
 * <table>
 *   <caption>Where each promise is kept</caption>
 *   <tr><td>what is on the disk, and what may be said to be</td><td>CommitThread, Forcer</td></tr>
 *   <tr><td>what a start finds, and where it cuts</td><td>Recovery, GenerationScan</td></tr>
 *   <tr><td>one hard number for everything, space ahead of the mapping</td><td>file.Budget, file.DiskSpace,
 *       chronicle.Reservation</td></tr>
 *   <tr><td>what is deleted, and never silently under whom</td><td>Retention, Cursors</td></tr>
 *   <tr><td>what is left of a checkpoint after a cut, and what is written for it</td><td>CheckpointFile, CheckpointWriter,
 *       package delta</td></tr>
 *   <tr><td>where a reader begins</td><td>TimeIndex, JournalWalk</td></tr>
 * </table>
 *
 * Documents, generations and differences have packages of their own below; here they become a journal.
 */
@NullMarked
package io.weir.storage;

import org.jspecify.annotations.NullMarked;
