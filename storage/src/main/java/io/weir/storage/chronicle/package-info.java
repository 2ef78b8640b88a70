/**
 * One generation of a journal as one Chronicle Queue directory with one file. The only package that imports Chronicle; it
 * deals in whole documents as bytes and knows nothing of what they hold.
 *
 * <p>Chronicle is used for what it does superbly, appending to a mapped file without garbage in a format that others can
 * read, and kept from everything else: it never syncs (we force the file ourselves), never rolls (the clock that it sees stands still,
 * so that no step of a real clock can hide a record or stop an append), never opens what another process left, and
 * never grows a file onto a full disk (space is reserved ahead of it).
 */
@NullMarked
package io.weir.storage.chronicle;

import org.jspecify.annotations.NullMarked;
