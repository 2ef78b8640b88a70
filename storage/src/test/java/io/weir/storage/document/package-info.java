/** Tests of the document layout, and the batches that they share with those of the journal. */
@NullMarked
package io.weir.storage.document;

import org.jspecify.annotations.NullMarked;
