/**
 * Schemas that payloads name by number, from a registry that speaks Confluent's protocol. Knows no payload format: what a
 * schema says is for the decoder of its kind.
 *
 * <pre>
 *   payload ─ WireFormat ─▶ id ─ SchemaRegistry ─▶ RegisteredSchema ─▶ decoder
 *                                   │ cache, else GET /schemas/ids/{id}, for as long as it takes
 * </pre>
 */
@NullMarked
package io.weir.ingest.registry;

import org.jspecify.annotations.NullMarked;
