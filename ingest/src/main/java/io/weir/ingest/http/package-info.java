/**
 * Messages over HTTP, on Reactor Netty (beside the appliance's own interface the only package that imports it). Netty's
 * threads read requests and write answers, and never wait; the source's thread decompresses, cuts into messages and
 * delivers.
 *
 * <pre>
 *   POST /ingest/press        Netty's thread                 source's thread             commit thread
 *   ─────────────────▶ HttpEndpoint ─ PostRequest ─▶ queue ─▶ BodySplitter ─▶ HttpDelivery ─▶ acknowledge
 *   ◀──── 202 {"accepted":n} ◀───────────────────────── Answer ◀───────────────────────────────────┘
 * </pre>
 */
@NullMarked
package io.weir.ingest.http;

import org.jspecify.annotations.NullMarked;
