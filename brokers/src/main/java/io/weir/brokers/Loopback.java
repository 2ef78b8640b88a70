package io.weir.brokers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.util.concurrent.ThreadLocalRandom;

/** Ports on 127.0.0.1. */
final class Loopback {
    static final String HOST = "127.0.0.1";

    /**
     * Below the range that Linux takes the ports of outgoing connections from (32768 and up). A port out of that range
     * could be taken while its broker is down, even by the very client that tries to reach it.
     */
    private static final int FROM = 20_000;

    private static final int TO = 32_768;
    private static final int ATTEMPTS = 1_000;

    private Loopback() {}

    /**
     * A port that is free now; nothing keeps it free.
     *
     * @throws BrokerException when none was found
     */
    static int freePort() {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(FROM, TO);
            if (free(port)) {
                return port;
            }
        }
        throw new BrokerException("no free port found on " + HOST + " between " + FROM + " and " + TO);
    }

    static InetSocketAddress address(int port) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(HOST, new byte[] {127, 0, 0, 1}), port);
        } catch (UnknownHostException e) {
            throw new AssertionError("four bytes are an address", e);
        }
    }

    private static boolean free(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(address(port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
