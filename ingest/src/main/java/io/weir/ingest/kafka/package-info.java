/**
 * Kafka over kafka-clients; the only package that imports it. One thread owns the consumer and also decodes and appends;
 * demand from downstream pauses and resumes the partitions, and polling never stops.
 */
@NullMarked
package io.weir.ingest.kafka;

import org.jspecify.annotations.NullMarked;
