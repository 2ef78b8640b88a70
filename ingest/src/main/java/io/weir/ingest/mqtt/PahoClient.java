package io.weir.ingest.mqtt;

import io.weir.config.MqttSourceConfig;
import java.io.IOException;
import java.net.URI;
import java.util.function.Consumer;
import javax.net.SocketFactory;

/**
 * What we want of Paho: CONNECT, SUBSCRIBE, and pings for as long as the connection lasts. It has a client for each version
 * of the protocol, with different types for the same things. Used for one connection; called by the supervisor's thread.
 */
interface PahoClient {
    /** How long an answer of the broker may take. */
    long ANSWER_MS = 15_000;

    /** How long making the TCP connection may take. */
    int CONNECT_SECONDS = 10;

    /** Codes from here on are refusals, in SUBACK. */
    int FIRST_ERROR_CODE = 0x80;

    /**
     * A client that is not connected yet.
     *
     * @param sockets makes the connection's socket
     * @param ended is told why, once, when the connection has ended; on a thread of Paho's
     * @throws IOException if the settings cannot be used
     */
    static PahoClient of(MqttSourceConfig config, URI url, SocketFactory sockets, Consumer<String> ended)
            throws IOException {
        return switch (config.version()) {
            case V5 -> new PahoV5Client(config, address(url), sockets, ended);
            case V3_1_1 -> new PahoV3Client(config, address(url), sockets, ended);
        };
    }

    /** Encryption and WebSockets are the transport's, of which Paho knows nothing. */
    private static String address(URI url) {
        return "tcp://" + url.getHost() + ":" + url.getPort();
    }

    /**
     * Connects; returns or throws in time.
     *
     * @throws IOException if the broker cannot be reached, or refuses; the message says which, and what to do
     */
    void connect() throws IOException;

    /**
     * Subscribes to all topics; returns or throws in time.
     *
     * @throws IOException if the broker refuses one of them, or does not answer
     */
    void subscribe() throws IOException;

    /** Lets go of everything; never throws. */
    void close();

    /** What to say of a subscription that was refused. */
    static IOException refused(MqttSourceConfig config, int index, int code) {
        String topic = config.topics().get(Math.min(index, config.topics().size() - 1));
        return new IOException("the broker refuses the subscription to " + topic + " (reason code " + code
                + "); its access rules must allow the user to read it");
    }

    /** What went wrong, with a remedy where there is one. */
    static String describe(Throwable error, int code, boolean credentials) {
        Throwable cause = error.getCause();
        String text = cause != null && cause.getMessage() != null ? cause.getMessage() : error.getMessage();
        String what = text == null ? error.getClass().getSimpleName() : text;
        String where = cause == null ? " (reason code " + code + ")" : "";
        return what + where + (credentials ? "; check username and password of this source" : "");
    }
}
