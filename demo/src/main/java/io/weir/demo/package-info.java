/**
 * {@code weir demo}: brokers and simulated sensors as processes of their own, the appliance in this one, a live view.
 * An add-on: an installed appliance does not have this module, nor the brokers, on its class path.
 */
@NullMarked
package io.weir.demo;

import org.jspecify.annotations.NullMarked;
