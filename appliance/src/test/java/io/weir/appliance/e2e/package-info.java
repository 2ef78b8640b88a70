/**
 * The whole appliance against real brokers over TCP: in this process where a test must reach into it, as a process of
 * its own where it is killed.
 */
package io.weir.appliance.e2e;
