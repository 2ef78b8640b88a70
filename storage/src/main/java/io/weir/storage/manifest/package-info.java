/**
 * The list of a journal's generations: a small checksummed text file, replaced atomically. It is what makes many Chronicle
 * directories one endless sequence, for readers in this process and in others.
 */
@NullMarked
package io.weir.storage.manifest;

import org.jspecify.annotations.NullMarked;
