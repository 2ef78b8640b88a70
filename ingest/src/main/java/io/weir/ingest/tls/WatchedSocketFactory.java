package io.weir.ingest.tls;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** Makes each socket from the files as they are at that moment. */
final class WatchedSocketFactory extends SSLSocketFactory {
    private final WatchedTls tls;

    WatchedSocketFactory(WatchedTls tls) {
        this.tls = tls;
    }

    private SSLSocketFactory current() throws SSLException {
        try {
            return tls.context().getSocketFactory();
        } catch (GeneralSecurityException e) {
            throw new SSLException(e.getMessage(), e);
        }
    }

    private static Socket secured(Socket socket) {
        SSLSocket secure = (SSLSocket) socket;
        secure.setSSLParameters(WatchedTls.secured(secure.getSSLParameters()));
        return secure;
    }

    @Override
    public Socket createSocket() throws IOException {
        return secured(current().createSocket());
    }

    @Override
    public Socket createSocket(Socket socket, String host, int port, boolean autoClose) throws IOException {
        return secured(current().createSocket(socket, host, port, autoClose));
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return secured(current().createSocket(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress localHost, int localPort) throws IOException {
        return secured(current().createSocket(host, port, localHost, localPort));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return secured(current().createSocket(host, port));
    }

    @Override
    public Socket createSocket(InetAddress address, int port, InetAddress localAddress, int localPort)
            throws IOException {
        return secured(current().createSocket(address, port, localAddress, localPort));
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return suites(false);
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return suites(true);
    }

    private String[] suites(boolean supported) {
        try {
            SSLSocketFactory factory = current();
            return supported ? factory.getSupportedCipherSuites() : factory.getDefaultCipherSuites();
        } catch (SSLException e) {
            return new String[0];
        }
    }
}
