package io.weir.brokers;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Asks whether something speaks a protocol on a port: more than that the port is open, less than a client. */
@FunctionalInterface
interface Probe {
    /** How long one attempt may wait for its answer. */
    int TIMEOUT_MS = 2_000;

    /** Connects to Kafka and asks for the API versions, which a broker answers once it serves requests. */
    Probe KAFKA = port -> {
        try (Socket socket = connect(port)) {
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.writeInt(10); // size of what follows
            out.writeShort(18); // ApiVersions
            out.writeShort(0); // version
            out.writeInt(7); // correlation id
            out.writeShort(-1); // no client id
            out.flush();
            DataInputStream in = new DataInputStream(socket.getInputStream());
            int size = in.readInt();
            int correlation = in.readInt();
            short error = in.readShort();
            return size > 6 && correlation == 7 && error == 0;
        } catch (IOException notYet) {
            return false;
        }
    };

    /** Connects as an MQTT 5 client with a clean session of its own, and leaves. */
    Probe MQTT = port -> connack(port) == 0;

    /** The reason code of the CONNACK; -1: there is none. */
    private static int connack(int port) {
        try (Socket socket = connect(port)) {
            byte[] id = ("probe-" + socket.getLocalPort()).getBytes(StandardCharsets.US_ASCII);
            DataOutputStream out = new DataOutputStream(socket.getOutputStream());
            out.writeByte(0x10); // CONNECT
            out.writeByte(13 + id.length); // size of what follows
            out.writeUTF("MQTT");
            out.writeByte(5); // version
            out.writeByte(2); // clean start
            out.writeShort(10); // keep alive, seconds
            out.writeByte(0); // no properties
            out.writeShort(id.length);
            out.write(id);
            out.flush();
            DataInputStream in = new DataInputStream(socket.getInputStream());
            if (in.readUnsignedByte() != 0x20 // CONNACK
                    || in.readUnsignedByte() < 3 // size
                    || in.readUnsignedByte() != 0) { // no session
                return -1;
            }
            int reason = in.readUnsignedByte();
            out.writeShort(0xE000); // DISCONNECT
            out.flush();
            return reason;
        } catch (IOException notYet) {
            return -1;
        }
    }

    /** Connects as an MQTT 5 client without a password: being refused is an answer, too. */
    Probe GUARDED_MQTT = port -> connack(port) >= 0;

    /** Whether the broker on this port of 127.0.0.1 answered as it should. */
    boolean answers(int port);

    private static Socket connect(int port) throws IOException {
        Socket socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(TIMEOUT_MS);
        socket.connect(Loopback.address(port), TIMEOUT_MS);
        return socket;
    }
}
