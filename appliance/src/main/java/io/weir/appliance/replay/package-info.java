/**
 * Rows of a journal as text: finding them, selecting them, printing them. Reads journals through
 * {@link io.weir.storage.ReadOnlyStore} only, so it works beside a running appliance, on a stopped one and on a copy.
 */
@NullMarked
package io.weir.appliance.replay;

import org.jspecify.annotations.NullMarked;
