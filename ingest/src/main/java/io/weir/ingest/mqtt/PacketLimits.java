package io.weir.ingest.mqtt;

/**
 * How the packets of a connection are read.
 *
 * @param maxPayload bytes of a PUBLISH; of what is longer enough is taken to tell that it is longer
 * @param hasProperties whether the connection speaks MQTT 5
 * @param gatherNanos in a stream of small pieces, how long to let them gather before each read; 0: not at all
 */
record PacketLimits(int maxPayload, boolean hasProperties, long gatherNanos) {}
