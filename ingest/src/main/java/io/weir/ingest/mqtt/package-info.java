/**
 * MQTT 5 over Eclipse Paho; the only package that imports it. Paho is kept on a short lead: a client per connection, our
 * own reconnecting, our own socket beneath it and our own acknowledgements.
 *
 * <pre>
 *   socket ─ SafeInput ─ Paho receiver ─ Paho callback ─▶ MessageRing ─▶ source thread ─▶ Delivery
 *      ▲     (limits)                     (never blocks)  (bounded)          │
 *      └──────────── SafeOutput ◀── PUBACKs, one write a batch ◀─────────────┘ acknowledge()
 * </pre>
 */
@NullMarked
package io.weir.ingest.mqtt;

import org.jspecify.annotations.NullMarked;
