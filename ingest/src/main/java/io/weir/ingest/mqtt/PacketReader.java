package io.weir.ingest.mqtt;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Hot path. The bytes that Paho reads. Paho allocates whatever a packet's header announces, so the headers are read here
 * first: a PUBLISH beyond the limit is shortened (its end is read and thrown away, and its header says so), any other
 * packet beyond the limit ends the connection. Reads the socket in large pieces, and not at all while the gate is shut.
 * One thread, Paho's receiver.
 *
 * <pre>
 *   MQTT 5, 2.1:  | type, flags (1) | remaining length (1-4, 7 bits each, low first) | ... |
 * </pre>
 */
final class PacketReader extends InputStream {
    /** What a PUBLISH may have beside its payload: a topic of 64 KiB, ids, and 64 KiB of properties. */
    static final int PUBLISH_OVERHEAD = 130 * 1024;
    /** Packets that are no PUBLISH are small. */
    static final int MAX_CONTROL = 256 * 1024;

    private static final int BUFFER = 64 * 1024;
    private static final int PUBLISH = 3;

    /** A PUBLISH that was shortened: the how-manieth of the connection, and by how many bytes. */
    record Cut(long publish, long bytes) {}

    /** Holds the reader back. Called on the receiver's thread before each read of the socket. */
    interface Gate {
        void await() throws IOException;
    }

    private final InputStream in;
    private final Gate gate;
    private final int maxPublish;
    private final ConcurrentLinkedQueue<Cut> cuts = new ConcurrentLinkedQueue<>();

    private final byte[] buffer = new byte[BUFFER];
    private int position;
    private int limit;

    /** The header of the current packet, as Paho is to see it. */
    private final byte[] header = new byte[5];

    private int headerPosition;
    private int headerLength;
    private long body;
    private long skip;
    private long publishes;
    /** Read by the watchdog. */
    private volatile long lastReadNanos = System.nanoTime();

    /** @param maxPayload of a PUBLISH; what is longer is shortened to something that is still longer than this */
    PacketReader(InputStream in, int maxPayload, Gate gate) {
        this.in = in;
        this.gate = gate;
        this.maxPublish = maxPayload + PUBLISH_OVERHEAD;
    }

    /** The cut of PUBLISH number {@code publish} (from 1), if it was shortened. Asked in order; any one thread. */
    @Nullable Cut cutOf(long publish) {
        Cut cut = cuts.peek();
        if (cut == null || cut.publish != publish) {
            return null;
        }
        cuts.remove();
        return cut;
    }

    /** When bytes last came from the broker, {@link System#nanoTime}; any thread. */
    long lastReadNanos() {
        return lastReadNanos;
    }

    @Override
    public int available() {
        return headerLength - headerPosition + (limit - position);
    }

    @Override
    public int read() throws IOException {
        if (!startPacket()) {
            return -1;
        }
        if (headerPosition < headerLength) {
            return header[headerPosition++] & 0xff;
        }
        body--;
        return next();
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!startPacket()) {
            return -1;
        }
        if (headerPosition < headerLength) {
            target[offset] = header[headerPosition++];
            return 1;
        }
        if (position == limit && !fill()) {
            return -1;
        }
        int count = (int) Math.min(Math.min(length, body), limit - position);
        System.arraycopy(buffer, position, target, offset, count);
        position += count;
        body -= count;
        return count;
    }

    /** Makes sure that a byte of a packet is next; false at the end of the stream. */
    private boolean startPacket() throws IOException {
        if (headerPosition < headerLength || body > 0) {
            return true;
        }
        while (skip > 0) {
            if (position == limit && !fill()) {
                return false;
            }
            int count = (int) Math.min(skip, limit - position);
            position += count;
            skip -= count;
        }
        if (position == limit && !fill()) {
            return false;
        }
        readHeader();
        return true;
    }

    private void readHeader() throws IOException {
        int first = next();
        int type = first >> 4;
        long remaining = 0;
        int shift = 0;
        int digit;
        do {
            if (shift > 21) {
                throw new IOException("the broker sent a malformed packet length");
            }
            digit = next();
            remaining |= (digit & 0x7fL) << shift;
            shift += 7;
        } while ((digit & 0x80) != 0);
        if (type != PUBLISH && remaining > MAX_CONTROL) {
            throw new IOException("the broker announced a packet of type " + type + " with " + remaining
                    + " bytes; at most " + MAX_CONTROL + " are accepted");
        }
        body = type == PUBLISH ? Math.min(remaining, maxPublish) : remaining;
        skip = remaining - body;
        if (type == PUBLISH) {
            publishes++;
            if (skip > 0) {
                cuts.add(new Cut(publishes, skip));
            }
        }
        putHeader(first);
    }

    private void putHeader(int first) {
        headerPosition = 0;
        header[0] = (byte) first;
        headerLength = 1;
        long length = body;
        do {
            int digit = (int) (length & 0x7f);
            length >>>= 7;
            header[headerLength++] = (byte) (length > 0 ? digit | 0x80 : digit);
        } while (length > 0);
    }

    private int next() throws IOException {
        if (position == limit && !fill()) {
            throw new EOFException("the broker closed the connection within a packet");
        }
        return buffer[position++] & 0xff;
    }

    private boolean fill() throws IOException {
        gate.await();
        int count;
        try {
            count = in.read(buffer, 0, BUFFER);
        } catch (SocketTimeoutException e) {
            // A pause within a packet would desynchronise Paho, which takes this exception for "nothing yet".
            throw new IOException("the broker was silent for too long", e);
        }
        lastReadNanos = System.nanoTime();
        position = 0;
        limit = Math.max(0, count);
        return count > 0;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
