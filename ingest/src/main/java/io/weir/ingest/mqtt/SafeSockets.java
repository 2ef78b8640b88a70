package io.weir.ingest.mqtt;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import javax.net.SocketFactory;
import org.jspecify.annotations.Nullable;

/**
 * Makes the socket of one connection, on which Paho can do no harm: large reads, no Nagle, no read timeout (Paho loses
 * its place in the stream when one strikes), no reading before CONNECT is written (a broker that accepts and closes
 * would hang the client), no packet beyond the limits, and no reading under overload.
 */
final class SafeSockets extends SocketFactory {
    /** For how long reading is held back when there is overload; far less than any keep-alive. */
    private static final long MAX_PAUSE_NANOS = 2_000_000_000L;

    private static final long PAUSE_STEP_NANOS = 1_000_000L;
    private static final long CONNECT_SECONDS = 15;

    private final Transport transport;
    private final PacketLimits limits;
    private final PublishSink sink;
    private final BooleanSupplier overload;
    private volatile @Nullable SafeSocket socket;

    /**
     * The socket of one connection; there is only one.
     *
     * @param transport brings the bytes
     * @param sink takes the messages
     * @param overload whether the broker should be held back now; any thread
     */
    SafeSockets(Transport transport, PacketLimits limits, PublishSink sink, BooleanSupplier overload) {
        this.transport = transport;
        this.limits = limits;
        this.sink = sink;
        this.overload = overload;
    }

    /** The connection's socket once there is one; any thread. */
    @Nullable SafeSocket socket() {
        return socket;
    }

    @Override
    public Socket createSocket() {
        SafeSocket created = new SafeSocket();
        socket = created;
        return created;
    }

    @Override
    public Socket createSocket(String host, int port) {
        throw new UnsupportedOperationException("sockets are created unconnected");
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) {
        throw new UnsupportedOperationException("sockets are created unconnected");
    }

    @Override
    public Socket createSocket(InetAddress host, int port) {
        throw new UnsupportedOperationException("sockets are created unconnected");
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort) {
        throw new UnsupportedOperationException("sockets are created unconnected");
    }

    /** A socket with our own streams over the transport. */
    final class SafeSocket extends Socket {
        private volatile @Nullable PacketReader reader;
        private volatile @Nullable PacketWriter writer;
        private volatile boolean closed;
        private boolean written;
        // Of the receiver's thread:
        private boolean holding;
        private long heldSinceNanos;

        @Override
        public void connect(SocketAddress endpoint, int timeout) throws IOException {
            try {
                transport.connect((InetSocketAddress) endpoint, timeout);
                writer = new PacketWriter(transport.output());
                reader = new PacketReader(transport.input(), limits, sink, this::awaitTurn);
            } catch (IOException | RuntimeException e) {
                close();
                throw e;
            }
            if (closed) {
                close();
                throw new IOException("the connection was closed while it was made");
            }
        }

        @Override
        public boolean isConnected() {
            return writer != null;
        }

        @Override
        public boolean isClosed() {
            return closed;
        }

        @Override
        @SuppressWarnings("UnsynchronizedOverridesSynchronized") // whoever closes must not wait for whoever connects
        public void close() throws IOException {
            closed = true;
            transport.close();
            super.close();
        }

        /** Paho would set one second. */
        @Override
        public void setSoTimeout(int timeout) {
            // Reads wait for as long as it takes; the keep-alive finds a dead connection.
        }

        @Override
        public InputStream getInputStream() throws IOException {
            PacketReader current = reader;
            if (current == null) {
                throw new IOException("not connected");
            }
            return current;
        }

        @Override
        public OutputStream getOutputStream() throws IOException {
            PacketWriter current = writer;
            if (current == null) {
                throw new IOException("not connected");
            }
            return current;
        }

        /** The reader, once connected; any thread. */
        @Nullable PacketReader reader() {
            return reader;
        }

        /** The writer, once connected; any thread. */
        @Nullable PacketWriter writer() {
            return writer;
        }

        /**
         * Waits while there is overload, for a while: a broker that is not read from for longer than that would take us
         * for dead, and we it, for its answers to our pings stand behind what is not read. So reading goes on then, and
         * what has no room is dropped and counted (QoS 0), or fetched again (QoS 1).
         */
        private void holdBack() {
            long now = System.nanoTime();
            if (!holding) {
                heldSinceNanos = now;
            }
            while (overload.getAsBoolean() && !isClosed() && now - heldSinceNanos < MAX_PAUSE_NANOS) {
                LockSupport.parkNanos(this, PAUSE_STEP_NANOS);
                now = System.nanoTime();
            }
            holding = overload.getAsBoolean();
        }

        private void awaitTurn() throws IOException {
            PacketWriter current = writer;
            if (!written && current != null && !current.awaitStart(CONNECT_SECONDS)) {
                throw new IOException("CONNECT was not written within " + CONNECT_SECONDS + " s");
            }
            written = true;
            holdBack();
        }
    }
}
