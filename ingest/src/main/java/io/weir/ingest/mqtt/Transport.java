package io.weir.ingest.mqtt;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;

/** The connection beneath MQTT: bytes in their order, both ways. Is connected once; may be closed by any thread. */
interface Transport extends Closeable {
    /** How long a handshake after the TCP connection may take. */
    int HANDSHAKE_MS = 15_000;

    /**
     * Connects, handshakes included; returns or throws in time. What is closed meanwhile must be closed again.
     *
     * @param timeoutMs how long making the TCP connection may take
     * @throws IOException if there is no connection; the message is for the operator
     */
    void connect(InetSocketAddress endpoint, int timeoutMs) throws IOException;

    /** What comes from the broker; reads wait for as long as it takes, or until this is closed. One thread reads. */
    InputStream input() throws IOException;

    /** What goes to the broker, at once. One thread at a time writes. */
    OutputStream output() throws IOException;
}
