package io.weir.ingest.mqtt;

import io.weir.ingest.decode.MessageProperties;
import io.weir.ingest.decode.Topic;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Hot path. A bounded ring between the thread that reads a connection's socket and the source's thread. The writer never
 * blocks; it waits, before it reads the socket again, while the ring is filled above its high-water mark.
 *
 * <p>Payloads are copied into segments that go round with the ring, so that nothing is allocated for a message:
 *
 * <pre>
 *   slots     | 0 | 1 | 2 | 3 | …      topic, packet id, connection, and where the payload is
 *               └───┴─┐ └─┬─┘
 *   segments  | payload payload … | | payload payload …     | | free | | free |      before a payload: its properties
 * </pre>
 *
 * <p>Any number of threads may write (one per connection, while an old one dies), one reads.
 */
final class MessageRing {
    private static final int SEGMENT_BYTES = 128 * 1024;
    /** A longer payload has an array of its own. */
    private static final int MAX_SHARED_BYTES = SEGMENT_BYTES / 4;

    private static final int MAX_FREE_SEGMENTS = 16;
    private static final byte[] NO_BYTES = {};

    private final int mask;
    private final int highWater;
    private final long highWaterBytes;
    private final long maxBytes;
    private final @Nullable Topic[] topics;
    private final byte[][] payloads;
    private final int[] offsets;
    private final int[] lengths;
    /** How many bytes of properties lie before the payload. */
    private final int[] propertyLengths;

    private final long[] sizes;
    /** QoS 1: the packet id; 0: needs no acknowledgement. */
    private final char[] packetIds;

    private final @Nullable MqttConnection[] connections;

    // Guarded by this:
    private byte[] segment = new byte[SEGMENT_BYTES];
    private int segmentEnd;
    private long offered;
    private long offeredBytes;

    /** Up to where the reader may read; written under the lock. */
    private final AtomicLong tail = new AtomicLong();
    /** Written by the reader. */
    private final AtomicLong head = new AtomicLong();
    /** Bytes of payloads and properties between head and tail. */
    private final AtomicLong bytes = new AtomicLong();
    /** Segments that the reader has done with. */
    private final ConcurrentLinkedQueue<byte[]> free = new ConcurrentLinkedQueue<>();

    private final AtomicLong freeSegments = new AtomicLong();
    /** The reader's: the segment of the message that was released last. */
    private byte[] readSegment = NO_BYTES;

    private final MessageProperties readProperties = MessageProperties.none();

    private volatile boolean readerSleeps;
    private volatile @Nullable Thread reader;

    /** @param capacity a power of two */
    MessageRing(int capacity, long maxBytes) {
        this.mask = capacity - 1;
        this.highWater = capacity / 2;
        this.maxBytes = maxBytes;
        this.highWaterBytes = maxBytes / 2;
        this.topics = new Topic[capacity];
        this.payloads = new byte[capacity][];
        this.offsets = new int[capacity];
        this.lengths = new int[capacity];
        this.propertyLengths = new int[capacity];
        this.sizes = new long[capacity];
        this.packetIds = new char[capacity];
        this.connections = new MqttConnection[capacity];
    }

    /** Adds a message, which the reader sees after {@link #publish}; false if there is no room. */
    synchronized boolean offer(
            MqttConnection connection,
            Topic topic,
            MessageProperties properties,
            byte[] source,
            int offset,
            int length,
            long size,
            int packetId) {
        int total = length + properties.byteLength();
        if (offered - head.get() > mask || bytes.get() + offeredBytes + total > maxBytes) {
            return false;
        }
        int slot = (int) offered & mask;
        topics[slot] = topic;
        put(slot, properties, source, offset, length);
        lengths[slot] = length;
        propertyLengths[slot] = properties.byteLength();
        sizes[slot] = size;
        packetIds[slot] = (char) packetId;
        connections[slot] = connection;
        offered++;
        offeredBytes += total;
        return true;
    }

    private void put(int slot, MessageProperties properties, byte[] source, int offset, int length) {
        byte[] target;
        int at = 0;
        int total = properties.byteLength() + length;
        if (total > MAX_SHARED_BYTES) {
            target = new byte[total];
        } else {
            if (segmentEnd + total > SEGMENT_BYTES) {
                byte[] used = free.poll();
                if (used != null) {
                    freeSegments.decrementAndGet();
                }
                segment = used == null ? new byte[SEGMENT_BYTES] : used;
                segmentEnd = 0;
            }
            target = segment;
            at = segmentEnd;
            segmentEnd += total;
        }
        properties.copyTo(target, at);
        offsets[slot] = at + properties.byteLength();
        System.arraycopy(source, offset, target, offsets[slot], length);
        payloads[slot] = target;
    }

    /** Shows the reader what was offered. */
    void publish() {
        synchronized (this) {
            if (offered == tail.getPlain()) {
                return;
            }
            bytes.addAndGet(offeredBytes);
            offeredBytes = 0;
            // Sequentially consistent, so that a reader that falls asleep after this sees it, or we see that it sleeps.
            tail.set(offered);
        }
        if (readerSleeps) {
            wakeReader();
        }
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

    Topic topic(long position) {
        Topic topic = topics[(int) position & mask];
        if (topic == null) {
            throw new IllegalStateException("there is no message " + position);
        }
        return topic;
    }

    /** What the message carries beside its payload; others at the next call. */
    MessageProperties properties(long position) {
        int slot = (int) position & mask;
        readProperties.view(payloads[slot], offsets[slot] - propertyLengths[slot], propertyLengths[slot]);
        return readProperties;
    }

    /** The array that has the payload: {@link #length} bytes from {@link #offset} on. */
    byte[] payload(long position) {
        return payloads[(int) position & mask];
    }

    int offset(long position) {
        return offsets[(int) position & mask];
    }

    int length(long position) {
        return lengths[(int) position & mask];
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
            int total = lengths[slot] + propertyLengths[slot];
            freed += total;
            byte[] payload = payloads[slot];
            if (total <= MAX_SHARED_BYTES && payload != readSegment) {
                giveBack(readSegment);
                readSegment = payload;
            }
            topics[slot] = null;
            payloads[slot] = NO_BYTES;
            connections[slot] = null;
        }
        bytes.addAndGet(-freed);
        head.set(position);
    }

    /** A message lies in another segment, so the writer has done with the one before. */
    private void giveBack(byte[] done) {
        if (done.length > 0 && freeSegments.get() < MAX_FREE_SEGMENTS) {
            freeSegments.incrementAndGet();
            free.add(done);
        }
    }
}
