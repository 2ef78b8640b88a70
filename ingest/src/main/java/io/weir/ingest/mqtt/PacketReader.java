package io.weir.ingest.mqtt;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * Hot path. The bytes that Paho reads, without the messages: PUBLISH packets are taken out of the stream where the socket
 * has put them, and everything else is Paho's. So a message costs no copy of Paho's, no objects and no change of thread,
 * and none of Paho's ways to lose one. Packets beyond the limits do no harm: of a long PUBLISH the beginning is taken, the
 * rest read and thrown away; any other packet beyond its limit ends the connection before anything is allocated for it.
 *
 * <p>Reads the socket in large pieces, and not at all while the gate is shut. One thread, Paho's receiver.
 *
 * <pre>
 *   MQTT 2.1:  | type, flags (1) | remaining length (1-4, 7 bits each, low first) | ... |
 * </pre>
 */
final class PacketReader extends InputStream {
    /** What a PUBLISH may have beside its payload: a topic of 64 KiB, ids, and 64 KiB of properties. */
    static final int PUBLISH_OVERHEAD = 130 * 1024;
    /** Packets that are no PUBLISH are small. */
    static final int MAX_CONTROL = 256 * 1024;

    private static final int BUFFER = 128 * 1024;
    /** A read that brings this much is worth its while. */
    private static final int MUCH = 16 * 1024;

    private static final int MAX_HEADER = 5;
    private static final int PUBLISH = 3;

    /** Holds the reader back. Called on the receiver's thread before each read of the socket. */
    interface Gate {
        void await() throws IOException;
    }

    private final InputStream in;
    private final Gate gate;
    private final PublishSink sink;
    private final PublishParser parser;
    private final int maxPublish;
    private final long gatherNanos;
    private final byte[] buffer = new byte[BUFFER];
    private int position;
    private int limit;
    /** How many bytes of the packet that is Paho's are still to be read. */
    private long left;

    // Of the packet that begins at position, after readHeader:
    private int headerBytes;
    private int remaining;
    /** Whether the last read had little, and had it at once. */
    private boolean trickles;
    /** Read by the watchdog. */
    private volatile long lastReadNanos = System.nanoTime();

    /** A reader for one connection. */
    PacketReader(InputStream in, PacketLimits limits, PublishSink sink, Gate gate) {
        this.in = in;
        this.gate = gate;
        this.sink = sink;
        this.gatherNanos = limits.gatherNanos();
        this.parser = new PublishParser(sink, limits.hasProperties());
        this.maxPublish = limits.maxPayload() + PUBLISH_OVERHEAD;
    }

    /** When bytes last came from the broker, {@link System#nanoTime}; any thread. */
    long lastReadNanos() {
        return lastReadNanos;
    }

    @Override
    public int available() {
        return (int) Math.min(left, limit - position);
    }

    @Override
    public int read() throws IOException {
        if (!startPacket() || !has(1)) {
            return -1;
        }
        left--;
        return buffer[position++] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!startPacket() || !has(1)) {
            return -1;
        }
        int count = (int) Math.min(Math.min(length, left), limit - position);
        System.arraycopy(buffer, position, target, offset, count);
        position += count;
        left -= count;
        return count;
    }

    /** Takes all messages up to the next packet that is Paho's; false at the end of the stream. */
    private boolean startPacket() throws IOException {
        while (left == 0) {
            if (!has(1)) {
                return false;
            }
            readHeader();
            int first = buffer[position] & 0xff;
            if (first >> 4 == PUBLISH) {
                takePublish(first);
            } else if (remaining > MAX_CONTROL) {
                throw new IOException("the broker announced a packet of type " + (first >> 4) + " with " + remaining
                        + " bytes; at most " + MAX_CONTROL + " are accepted");
            } else {
                left = (long) headerBytes + remaining;
                sink.endOfRun();
            }
        }
        return true;
    }

    /** Looks at the header of the packet that begins at {@link #position}. */
    private void readHeader() throws IOException {
        remaining = 0;
        headerBytes = 1;
        int digit;
        do {
            if (headerBytes == MAX_HEADER) {
                throw new IOException("the broker sent a malformed packet length");
            }
            need(headerBytes + 1);
            digit = buffer[position + headerBytes];
            remaining |= (digit & 0x7f) << (7 * (headerBytes - 1));
            headerBytes++;
        } while (digit < 0);
    }

    private void takePublish(int first) throws IOException {
        if (headerBytes + remaining <= BUFFER) {
            need(headerBytes + remaining);
            int from = position + headerBytes;
            position = from + remaining;
            parser.take(first & 0xf, buffer, from, position, 0);
        } else {
            takeLongPublish(first);
        }
    }

    /** One that is longer than the buffer. */
    private void takeLongPublish(int first) throws IOException {
        position += headerBytes;
        byte[] packet = new byte[Math.min(remaining, maxPublish)];
        long cut = (long) remaining - packet.length;
        for (int filled = 0; filled < packet.length; ) {
            need(1);
            int count = Math.min(packet.length - filled, limit - position);
            System.arraycopy(buffer, position, packet, filled, count);
            position += count;
            filled += count;
        }
        for (long skip = cut; skip > 0; ) {
            need(1);
            int count = (int) Math.min(skip, limit - position);
            position += count;
            skip -= count;
        }
        parser.take(first & 0xf, packet, 0, packet.length, cut);
    }

    private void need(int count) throws IOException {
        if (!has(count)) {
            throw new EOFException("the broker closed the connection within a packet");
        }
    }

    /** Reads until {@code count} bytes stand at {@link #position}; false if the stream ends before. */
    private boolean has(int count) throws IOException {
        while (limit - position < count) {
            if (!fill()) {
                return false;
            }
        }
        return true;
    }

    private boolean fill() throws IOException {
        sink.endOfRun();
        System.arraycopy(buffer, position, buffer, 0, limit - position);
        limit -= position;
        position = 0;
        if (trickles && gatherNanos > 0) {
            // A read, and the wake-up of the reader behind it, costs more than many messages.
            LockSupport.parkNanos(this, gatherNanos);
        }
        gate.await();
        long asked = System.nanoTime();
        int count;
        try {
            count = in.read(buffer, limit, BUFFER - limit);
        } catch (SocketTimeoutException e) {
            // A pause within a packet would desynchronise Paho, which takes this exception for "nothing yet".
            throw new IOException("the broker was silent for too long", e);
        }
        long now = System.nanoTime();
        lastReadNanos = now;
        trickles = count < MUCH && now - asked < gatherNanos;
        limit += Math.max(0, count);
        return count > 0;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
