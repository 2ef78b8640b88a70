/**
 * SQL over the journals: DuckDB, embedded, with every stream and result as a table that is read from the journal as the
 * query runs. Reads journals through {@link io.weir.storage.ReadOnlyStore} only. Nothing else imports DuckDB's functions.
 */
@NullMarked
package io.weir.appliance.query;

import org.jspecify.annotations.NullMarked;
