/**
 * TLS for every protocol: contexts made of PEM files, made again whenever the files change. No client library is known
 * here.
 */
@NullMarked
package io.weir.ingest.tls;

import org.jspecify.annotations.NullMarked;
