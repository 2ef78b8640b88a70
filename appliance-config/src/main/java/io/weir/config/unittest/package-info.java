/** Files of unit tests of a configuration, as checked records. Running them is the appliance's. */
@NullMarked
package io.weir.config.unittest;

import org.jspecify.annotations.NullMarked;
