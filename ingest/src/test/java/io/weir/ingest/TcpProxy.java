package io.weir.ingest;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * A wire between a client and a broker on loopback that can fail as wires do: stand still, or go dead without a word (no
 * FIN, no RST: what a pulled plug looks like).
 */
public final class TcpProxy implements AutoCloseable {
    private static final long STEP_NANOS = 5_000_000;

    private final ServerSocket server;
    private final int target;
    private final List<Wire> wires = new CopyOnWriteArrayList<>();
    private final AtomicBoolean frozen = new AtomicBoolean();
    private final AtomicInteger accepted = new AtomicInteger();

    /** @param target a port of 127.0.0.1 */
    public TcpProxy(int target) {
        this.target = target;
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread(this::accept);
    }

    private static void thread(Runnable body) {
        Thread thread = new Thread(body, "proxy");
        thread.setDaemon(true);
        thread.start();
    }

    public int port() {
        return server.getLocalPort();
    }

    /** How many connections there have been. */
    public int accepted() {
        return accepted.get();
    }

    /** Nothing passes any more, in neither direction, on connections that are there and on new ones. */
    public void freeze() {
        frozen.set(true);
    }

    /** Everything that was held back passes. */
    public void thaw() {
        frozen.set(false);
    }

    /** The connections that are there go dead for ever, without either end being told. New ones work. */
    public void cutSilently() {
        wires.forEach(wire -> wire.dead = true);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Socket broker = new Socket(InetAddress.getLoopbackAddress(), target);
                accepted.incrementAndGet();
                Wire wire = new Wire(client, broker);
                wires.add(wire);
                thread(() -> wire.pump(client, broker));
                thread(() -> wire.pump(broker, client));
            } catch (IOException e) {
                // The broker is away, or this is the end.
            }
        }
    }

    /** One connection. */
    private final class Wire {
        private final Socket client;
        private final Socket broker;
        private volatile boolean dead;

        Wire(Socket client, Socket broker) throws IOException {
            this.client = client;
            this.broker = broker;
            client.setTcpNoDelay(true);
            broker.setTcpNoDelay(true);
        }

        private void pump(Socket from, Socket to) {
            byte[] buffer = new byte[16 * 1024];
            try {
                InputStream in = from.getInputStream();
                OutputStream out = to.getOutputStream();
                for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                    awaitThaw();
                    out.write(buffer, 0, count);
                    out.flush();
                }
                awaitThaw();
            } catch (IOException e) {
                // One end has closed: so does the other.
            }
            if (!dead) {
                close();
            }
        }

        private void awaitThaw() {
            while ((frozen.get() || dead) && !server.isClosed()) {
                LockSupport.parkNanos(this, STEP_NANOS);
            }
        }

        void close() {
            try {
                client.close();
                broker.close();
            } catch (IOException e) {
                // It is gone either way.
            }
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        wires.forEach(Wire::close);
    }
}
