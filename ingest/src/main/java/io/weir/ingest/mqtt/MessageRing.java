package io.weir.ingest.mqtt;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Hot path. A bounded ring between Paho's callback thread and the source's thread. The writer never blocks; whoever
 * reads the socket waits while the ring is filled above its high-water mark.
 *
 * <p>Any number of threads may write (one per connection, while an old one dies), one reads.
 */
final class MessageRing {
    private final int mask;
    private final int highWater;
    private final long highWaterBytes;
    private final long maxBytes;

    private final @Nullable String[] topics;
    private final byte[] @Nullable [] payloads;
    private final long[] sizes;
    /** QoS 1: the packet id; 0: needs no acknowledgement. */
    private final char[] packetIds;

    private final @Nullable MqttConnection[] connections;

    /** Written under the ring's lock. */
    private final AtomicLong tail = new AtomicLong();
    /** Written by the reader. */
    private final AtomicLong head = new AtomicLong();
    /** Bytes of payload in the ring. */
    private final AtomicLong bytes = new AtomicLong();

    private volatile boolean readerSleeps;
    private volatile @Nullable Thread reader;

    /** @param capacity a power of two */
    MessageRing(int capacity, long maxBytes) {
        this.mask = capacity - 1;
        this.highWater = capacity / 2;
        this.maxBytes = maxBytes;
        this.highWaterBytes = maxBytes / 2;
        this.topics = new String[capacity];
        this.payloads = new byte[capacity][];
        this.sizes = new long[capacity];
        this.packetIds = new char[capacity];
        this.connections = new MqttConnection[capacity];
    }

    /** Adds a message; false if there is no room. */
    boolean offer(MqttConnection connection, String topic, byte[] payload, long size, int packetId) {
        synchronized (this) {
            long position = tail.getPlain();
            if (position - head.get() > mask || bytes.get() + payload.length > maxBytes) {
                return false;
            }
            int slot = (int) position & mask;
            topics[slot] = topic;
            payloads[slot] = payload;
            sizes[slot] = size;
            packetIds[slot] = (char) packetId;
            connections[slot] = connection;
            bytes.addAndGet(payload.length);
            // Sequentially consistent, so that a reader that falls asleep after this sees it, or we see that it sleeps.
            tail.set(position + 1);
        }
        if (readerSleeps) {
            wakeReader();
        }
        return true;
    }

    /** Whether the socket should not be read for now. */
    boolean isHigh() {
        return size() > highWater || bytes.get() > highWaterBytes;
    }

    /** Any thread: how many messages wait. */
    long size() {
        return tail.get() - head.get();
    }

    /** The reader's thread: waits until there is a message, a wake-up, or the time is over. */
    void await(long nanos) {
        readerSleeps = true;
        if (size() == 0) {
            LockSupport.parkNanos(this, nanos);
        }
        readerSleeps = false;
    }

    /** The reader's thread: waits for a wake-up or until the time is over, whether or not there are messages. */
    void pause(long nanos) {
        LockSupport.parkNanos(this, nanos);
    }

    /** Who reads; before the first wait. */
    void setReader(Thread thread) {
        reader = thread;
    }

    /** Any thread: ends the reader's wait. */
    void wakeReader() {
        LockSupport.unpark(reader);
    }

    // ---- the reader's thread --------------------------------------------------------------------------------------

    long head() {
        return head.getPlain();
    }

    long tail() {
        return tail.get();
    }

    @Nullable MqttConnection connection(long position) {
        return connections[(int) position & mask];
    }

    String topic(long position) {
        String topic = topics[(int) position & mask];
        return topic == null ? "" : topic;
    }

    byte[] payload(long position) {
        byte[] payload = payloads[(int) position & mask];
        return payload == null ? new byte[0] : payload;
    }

    long payloadSize(long position) {
        return sizes[(int) position & mask];
    }

    char packetId(long position) {
        return packetIds[(int) position & mask];
    }

    /** Frees everything before a position. */
    void releaseUntil(long position) {
        long freed = 0;
        for (long i = head.getPlain(); i < position; i++) {
            int slot = (int) i & mask;
            freed += payload(i).length;
            topics[slot] = null;
            payloads[slot] = null;
            connections[slot] = null;
        }
        bytes.addAndGet(-freed);
        head.set(position);
    }
}
