package io.weir.ingest.mqtt;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket (RFC 6455) as MQTT 6 wants it: binary messages, of which only the bytes in their order matter. The next one is
 * asked for when the last has been read, so that a broker is held back as over TCP.
 */
final class WebSocketTransport implements Transport {
    private static final String SUBPROTOCOL = "mqtt";
    private static final long STEP_MS = 500;
    private static final int NORMAL = 1000;
    private static final int GOING_AWAY = 1001;
    private static final int NO_STATUS = 1005;

    private final WebSocketClients clients;
    private final URI url;
    private final Incoming incoming = new Incoming();
    private volatile @Nullable WebSocket socket;
    private volatile boolean closed;

    /** @param url {@code ws} or {@code wss}, with port and path */
    WebSocketTransport(WebSocketClients clients, URI url) {
        this.clients = clients;
        this.url = url;
    }

    @Override
    public void connect(InetSocketAddress endpoint, int timeoutMs) throws IOException {
        if (endpoint.isUnresolved()) {
            throw new UnknownHostException(endpoint.getHostString());
        }
        CompletableFuture<WebSocket> opening = clients.current()
                .newWebSocketBuilder()
                .subprotocols(SUBPROTOCOL)
                .connectTimeout(Duration.ofMillis(HANDSHAKE_MS))
                .buildAsync(url, incoming);
        try {
            opening.get(2L * HANDSHAKE_MS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw described(e.getCause());
        } catch (TimeoutException e) {
            throw described(e);
        } catch (InterruptedException e) {
            throw interrupted();
        }
    }

    private IOException described(@Nullable Throwable error) {
        if (error instanceof WebSocketHandshakeException refusal && refusal.getResponse() != null) {
            int status = refusal.getResponse().statusCode();
            String why = status == 101 ? ": " + refusal.getMessage() : " (HTTP status " + status + ")";
            return new IOException(
                    "there is no MQTT over WebSockets at " + url + why + "; check port and path of the URL", error);
        }
        if (error instanceof HttpTimeoutException || error instanceof TimeoutException) {
            return new IOException("the broker has not answered for " + HANDSHAKE_MS / 1000 + " s", error);
        }
        if (error instanceof ConnectException && error.getMessage() == null) {
            return new ConnectException("Connection refused");
        }
        return new IOException(error == null || error.getMessage() == null ? "" + error : error.getMessage(), error);
    }

    private static IOException interrupted() {
        Thread.currentThread().interrupt();
        return new InterruptedIOException("interrupted");
    }

    @Override
    public InputStream input() {
        return incoming;
    }

    @Override
    public OutputStream output() {
        return new Outgoing();
    }

    @Override
    public void close() {
        closed = true;
        WebSocket current = socket;
        if (current != null) {
            current.abort();
        }
        incoming.end(new IOException("the connection was closed"));
    }

    /** What the client's threads bring, one piece at a time, for the thread that reads. */
    private final class Incoming extends InputStream implements WebSocket.Listener {
        private final byte[] one = new byte[1];
        // Guarded by this:
        private @Nullable ByteBuffer piece;
        private @Nullable CompletableFuture<Void> taken;
        private boolean ended;
        private @Nullable IOException failure;

        @Override
        public void onOpen(WebSocket opened) {
            socket = opened;
            if (closed) {
                opened.abort();
            }
            opened.request(1);
        }

        @Override
        public synchronized @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
            if (!data.hasRemaining()) {
                from.request(1);
                return null;
            }
            piece = data;
            taken = new CompletableFuture<>();
            notifyAll();
            return taken;
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            end(new IOException("the broker sent text; MQTT over WebSockets is binary"));
            from.abort();
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int status, String reason) {
            boolean orderly = status == NORMAL || status == GOING_AWAY || status == NO_STATUS;
            end(
                    orderly
                            ? null
                            : new IOException("the broker closed the WebSocket with status " + status
                                    + (reason.isEmpty() ? "" : ": " + reason)));
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            end(new IOException(error.getMessage() == null ? error.toString() : error.getMessage(), error));
        }

        /** Nothing more will come; what has come can still be read. */
        private synchronized void end(@Nullable IOException why) {
            if (!ended) {
                ended = true;
                failure = why;
                notifyAll();
            }
        }

        /** Why nothing more comes, if that is known and more than an orderly end. */
        private synchronized IOException reasonOr(IOException other) {
            return failure == null ? other : failure;
        }

        @Override
        public int read() throws IOException {
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            ByteBuffer current = awaitPiece();
            if (current == null) {
                return -1;
            }
            int count = Math.min(length, current.remaining());
            current.get(target, offset, count);
            if (!current.hasRemaining()) {
                askForMore();
            }
            return count;
        }

        /** What is to be read next; null at the end. */
        private synchronized @Nullable ByteBuffer awaitPiece() throws IOException {
            try {
                while (piece == null && !ended) {
                    wait();
                }
            } catch (InterruptedException e) {
                throw interrupted();
            }
            if (piece == null && failure != null) {
                throw new IOException(failure.getMessage(), failure);
            }
            return piece;
        }

        private void askForMore() {
            CompletableFuture<Void> done;
            synchronized (this) {
                done = taken;
                piece = null;
                taken = null;
            }
            WebSocket from = socket;
            if (done != null && from != null) {
                done.complete(null);
                from.request(1);
            }
        }
    }

    /** A message for each write. */
    private final class Outgoing extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] source, int offset, int length) throws IOException {
            WebSocket to = socket;
            if (to == null) {
                throw new IOException("not connected");
            }
            CompletableFuture<WebSocket> sent = to.sendBinary(ByteBuffer.wrap(source, offset, length), true);
            while (true) {
                try {
                    sent.get(STEP_MS, TimeUnit.MILLISECONDS);
                    return;
                } catch (TimeoutException e) {
                    if (closed) {
                        throw new IOException("the connection was closed", e);
                    }
                } catch (ExecutionException e) {
                    throw incoming.reasonOr(described(e.getCause()));
                } catch (InterruptedException e) {
                    throw interrupted();
                }
            }
        }
    }
}
