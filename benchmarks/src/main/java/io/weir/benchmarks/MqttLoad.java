package io.weir.benchmarks;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Semaphore;

/**
 * Publishes readings: {@code MqttLoad port qos count}. Writes MQTT 5 packets to the socket itself, so that the publisher
 * is not what limits a run.
 */
final class MqttLoad {
    private static final int WINDOW = 1000;

    private MqttLoad() {}

    public static void main(String[] args) throws Exception {
        int qos = Integer.parseInt(args[1]);
        long count = Long.parseLong(args[2]);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(args[0]))) {
            socket.setTcpNoDelay(true);
            DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream(), 1 << 16));
            OutputStream out = socket.getOutputStream();
            out.write(connect());
            readPacket(in);
            Semaphore window = new Semaphore(WINDOW);
            Thread acks = new Thread(() -> countAcks(in, window), "acks");
            acks.setDaemon(true);
            acks.start();
            ByteBuffer packets = ByteBuffer.allocate(1 << 16);
            for (long n = 0; n < count; n++) {
                if (qos > 0 && !window.tryAcquire()) {
                    write(out, packets);
                    window.acquire();
                }
                publish(packets, n, qos);
                if (packets.position() > (1 << 15)) {
                    write(out, packets);
                }
            }
            write(out, packets);
            if (qos > 0) {
                window.acquire(WINDOW);
            }
            out.write(new byte[] {(byte) 0xe0, 0});
            out.flush();
        }
        System.out.println("sent " + count);
    }

    private static void write(OutputStream out, ByteBuffer packets) throws IOException {
        out.write(packets.array(), packets.arrayOffset(), packets.position());
        packets.clear();
    }

    private static void publish(ByteBuffer packets, long n, int qos) {
        byte[] topic = ("plant/d" + n % 100 + "/press").getBytes(StandardCharsets.US_ASCII);
        byte[] payload = Payloads.reading(n, Payloads.nowMicros());
        int length = 2 + topic.length + (qos > 0 ? 2 : 0) + 1 + payload.length;
        packets.put((byte) (0x30 | qos << 1));
        packets.put((byte) (length % 128 | 0x80)).put((byte) (length / 128));
        packets.putShort((short) topic.length).put(topic);
        if (qos > 0) {
            packets.putShort((short) (n % 60_000 + 1));
        }
        packets.put((byte) 0).put(payload);
    }

    private static byte[] connect() {
        byte[] id = "load".getBytes(StandardCharsets.US_ASCII);
        ByteBuffer packet = ByteBuffer.allocate(64);
        packet.put((byte) 0x10).put((byte) (6 + 1 + 1 + 2 + 1 + 2 + id.length));
        packet.putShort((short) 4)
                .put("MQTT".getBytes(StandardCharsets.US_ASCII))
                .put((byte) 5)
                .put((byte) 2);
        packet.putShort((short) 0).put((byte) 0).putShort((short) id.length).put(id);
        byte[] bytes = new byte[packet.position()];
        packet.rewind().get(bytes);
        return bytes;
    }

    private static void countAcks(DataInputStream in, Semaphore window) {
        try {
            while (true) {
                readPacket(in);
                window.release();
            }
        } catch (IOException e) {
            // The socket was closed: the run is over.
        }
    }

    private static void readPacket(DataInputStream in) throws IOException {
        in.readByte();
        int length = 0;
        for (int shift = 0; ; shift += 7) {
            int digit = in.readUnsignedByte();
            length |= (digit & 0x7f) << shift;
            if (digit < 0x80) {
                break;
            }
        }
        in.skipNBytes(length);
    }
}
