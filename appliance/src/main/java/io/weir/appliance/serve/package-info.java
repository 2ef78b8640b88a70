/**
 * The HTTP interface on Reactor Netty (nobody else imports it): {@code /health} and {@code /metrics}. Read-only, on
 * loopback by default, and defended against slow and greedy clients.
 */
@NullMarked
package io.weir.appliance.serve;

import org.jspecify.annotations.NullMarked;
