package io.weir.ingest.mqtt;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Hot path. The bytes that go to the broker, from two writers: Paho, whose packets are collected until it flushes, and
 * the source's thread with its acknowledgements. A lock around each write keeps packets whole.
 */
final class PacketWriter extends OutputStream {
    private static final byte[] DISCONNECT = {(byte) 0xe0, 0};
    private static final int PUBLISH = 0x30;
    private static final int PUBACK = 0x40;
    private static final int PUBACK_BYTES = 4;

    private final OutputStream out;
    private final CountDownLatch started = new CountDownLatch(1);
    private final Object lock = new Object();
    /** Of Paho's sender only. */
    private final ByteArrayOutputStream packet = new ByteArrayOutputStream(256);
    /** Guarded by lock. */
    private byte[] acknowledgements = new byte[1024];
    /** When the write that is under way began, 0 if there is none; read by the watchdog. */
    private volatile long writingSinceNanos;

    PacketWriter(OutputStream out) {
        this.out = out;
    }

    @Override
    public void write(int b) {
        packet.write(b);
    }

    @Override
    public void write(byte[] source, int offset, int length) {
        packet.write(source, offset, length);
    }

    @Override
    public void flush() throws IOException {
        if (packet.size() == 0) {
            return;
        }
        synchronized (lock) {
            writingSinceNanos = System.nanoTime() | 1;
            packet.writeTo(out);
            writingSinceNanos = 0;
        }
        packet.reset();
        started.countDown();
    }

    /** Waits until Paho has written its first packet, CONNECT; false if it does not in time. */
    boolean awaitStart(long seconds) {
        try {
            return started.await(seconds, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** Writes the PUBACKs (success) of the given packet ids, in order, in one piece. The source's thread. */
    void acknowledge(char[] packetIds, int count) throws IOException {
        synchronized (lock) {
            if (acknowledgements.length < count * PUBACK_BYTES) {
                acknowledgements = new byte[count * PUBACK_BYTES];
            }
            int length = 0;
            for (int i = 0; i < count; i++) {
                acknowledgements[length++] = PUBACK;
                acknowledgements[length++] = 2;
                acknowledgements[length++] = (byte) (packetIds[i] >> 8);
                acknowledgements[length++] = (byte) packetIds[i];
            }
            writingSinceNanos = System.nanoTime() | 1;
            out.write(acknowledgements, 0, length);
            writingSinceNanos = 0;
        }
    }

    /** Publishes with QoS 0: one packet, in one piece. Any thread. */
    void publish(byte[] topic, boolean withProperties, byte[] payload) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(topic.length + payload.length + 8);
        bytes.write(PUBLISH);
        int remaining = 2 + topic.length + (withProperties ? 1 : 0) + payload.length;
        while (remaining > 0x7f) {
            bytes.write(remaining | 0x80);
            remaining >>>= 7;
        }
        bytes.write(remaining);
        bytes.write(topic.length >> 8);
        bytes.write(topic.length);
        bytes.write(topic);
        if (withProperties) {
            bytes.write(0); // none
        }
        bytes.write(payload);
        synchronized (lock) {
            writingSinceNanos = System.nanoTime() | 1;
            bytes.writeTo(out);
            writingSinceNanos = 0;
        }
    }

    /** Says good-bye, so that the broker does not publish the will. */
    void disconnect() throws IOException {
        synchronized (lock) {
            writingSinceNanos = System.nanoTime() | 1;
            out.write(DISCONNECT);
            writingSinceNanos = 0;
        }
    }

    /** For how long a write has been blocked, 0 if none is; any thread. */
    long blockedNanos(long nowNanos) {
        long since = writingSinceNanos;
        return since == 0 ? 0 : Math.max(0, nowNanos - since);
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
