package io.weir.config;

/**
 * The HTTP interface.
 *
 * @param host the address that is bound; loopback by default
 * @param port 0 picks a free one
 * @param enabled false with {@code listen: off}
 */
public record ApiConfig(boolean enabled, String host, int port) {}
