/**
 * A simulated plant: devices that speak real MQTT 5 and Kafka, at a pace that nothing downstream can slow, with everything
 * that real ones do wrong. Runs in a JVM of its own and counts exactly what the brokers took.
 *
 * <pre>
 * Pacer ─▶ Fleet (devices) ─▶ Message ─┬─▶ MqttPublisher ─▶ broker ─┐
 *   when            what               └─▶ KafkaPublisher ─▶ broker ─┴─▶ acknowledged ─▶ PlantCounters
 * </pre>
 */
@NullMarked
package io.weir.demo.plant;

import org.jspecify.annotations.NullMarked;
