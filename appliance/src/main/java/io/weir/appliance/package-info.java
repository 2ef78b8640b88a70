/** appliance. */
@NullMarked
package io.weir.appliance;

import org.jspecify.annotations.NullMarked;
