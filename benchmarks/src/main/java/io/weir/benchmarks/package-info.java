/**
 * Measures the whole appliance with its brokers on one machine, each part a process of its own:
 *
 * <pre>
 *   EndToEnd ─┬─ broker (Kafka or Mosquitto)
 *             ├─ KafkaLoad / MqttLoad      the sensors: paced by a schedule, or as fast as they can
 *             └─ MeasuredAppliance         the appliance, following its own journals to see when rows are durable
 *                BarePaho                  the yardstick for MQTT: a client that throws its messages away
 * </pre>
 *
 * Run by {@code benchmarks/run}. Nothing here is a test: a shared machine decides the numbers.
 */
@NullMarked
package io.weir.benchmarks;

import org.jspecify.annotations.NullMarked;
