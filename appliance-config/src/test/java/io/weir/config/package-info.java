/** Tests of reading, checking and printing configurations. */
@NullMarked
package io.weir.config;

import org.jspecify.annotations.NullMarked;
