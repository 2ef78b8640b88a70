package io.weir.ingest.mqtt;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.Optional;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** TCP, encrypted or not: without Nagle, and without a read timeout. */
final class SocketTransport implements Transport {
    private final Optional<SSLSocketFactory> tls;
    private volatile Socket socket = new Socket();

    /** @param tls encrypts it */
    SocketTransport(Optional<SSLSocketFactory> tls) {
        this.tls = tls;
    }

    @Override
    public void connect(InetSocketAddress endpoint, int timeoutMs) throws IOException {
        Socket plain = socket;
        plain.connect(endpoint, timeoutMs);
        plain.setTcpNoDelay(true);
        if (tls.isPresent()) {
            socket = encrypted(tls.get(), plain, endpoint);
        }
    }

    /** The handshake is made here, so that a broker that accepts and says nothing cannot hold it up. */
    private static Socket encrypted(SSLSocketFactory factory, Socket plain, InetSocketAddress endpoint)
            throws IOException {
        SSLSocket secure = (SSLSocket) factory.createSocket(plain, endpoint.getHostString(), endpoint.getPort(), true);
        plain.setSoTimeout(HANDSHAKE_MS);
        secure.startHandshake();
        plain.setSoTimeout(0);
        return secure;
    }

    @Override
    public InputStream input() throws IOException {
        return socket.getInputStream();
    }

    @Override
    public OutputStream output() throws IOException {
        return socket.getOutputStream();
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
