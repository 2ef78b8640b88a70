/**
 * {@code weir demo}: brokers, a simulated plant and the appliance together on one box, with nothing installed. An add-on of
 * the appliance, not part of it: nothing here is on an installed appliance's class path.
 */
@NullMarked
package io.weir.demo;

import org.jspecify.annotations.NullMarked;
