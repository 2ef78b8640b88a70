/**
 * Real MQTT and Kafka brokers on loopback, each a process of its own, for tests, the demo and benchmarks. A broker is
 * started in a directory and on ports that were free, can be killed and started again there with its data, and ends when
 * the process that started it does, however that ends. What runs inside those processes is {@code child}, together with
 * the brokers' own jars; neither may be used from here, because neither is on the class path of who starts a broker.
 */
@NullMarked
package io.weir.brokers;

import org.jspecify.annotations.NullMarked;
