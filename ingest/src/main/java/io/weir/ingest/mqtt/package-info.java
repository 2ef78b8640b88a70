/**
 * MQTT 5 over Eclipse Paho; the only package that imports it. Paho keeps the connection: CONNECT, subscriptions, pings. It
 * is kept on a short lead: a client per connection, our own reconnecting, our own socket beneath it. Messages never reach
 * it: they are taken off the socket's stream beneath it, and acknowledged there.
 *
 * <pre>
 *   socket ─▶ PacketReader ─┬─ PUBLISH ─ PublishParser ─▶ MessageRing ─▶ source thread ─▶ Delivery
 *      ▲      (limits)      └─ the rest ─▶ Paho           (bounded)          │
 *      └───────────── PacketWriter ◀── PUBACKs, one write a batch ◀──────────┘ acknowledge()
 * </pre>
 */
@NullMarked
package io.weir.ingest.mqtt;

import org.jspecify.annotations.NullMarked;
