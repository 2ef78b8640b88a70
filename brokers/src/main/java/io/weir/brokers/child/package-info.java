/**
 * What runs inside the broker processes: the only package that uses the brokers' own libraries, and the package that no
 * other may use. A child answers on standard output and logs to standard error; the end of its standard input is the end
 * of its parent, and its own.
 */
@NullMarked
package io.weir.brokers.child;

import org.jspecify.annotations.NullMarked;
