/**
 * Certificates and keys in PEM files, as they are checked with the configuration and read again whenever they change.
 * Opens no connection.
 */
@NullMarked
package io.weir.config.tls;

import org.jspecify.annotations.NullMarked;
