/**
 * Messages in, journaled rows out. A {@link io.weir.ingest.Source} brings messages of one protocol; an
 * {@link io.weir.ingest.Ingest} subscribes to it, decodes, appends to the journals and acknowledges what is durable.
 *
 * <pre>
 *   Source ──Delivery──▶ Ingest ──RowBatch──▶ IngestJournals ──(durable)──▶ Delivery.acknowledge()
 *     ▲                    │
 *     └──── request(1) ────┘   only while what is not yet durable is below the limit
 * </pre>
 *
 * Everything from the source to the journal runs on the source's one thread. The ports of this package are all that the
 * appliance sees; client libraries stay in the packages below, one each, and know nothing of journals.
 */
@NullMarked
package io.weir.ingest;

import org.jspecify.annotations.NullMarked;
