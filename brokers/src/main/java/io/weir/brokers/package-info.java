/** brokers. */
@NullMarked
package io.weir.brokers;

import org.jspecify.annotations.NullMarked;
