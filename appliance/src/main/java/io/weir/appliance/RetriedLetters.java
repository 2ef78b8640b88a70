package io.weir.appliance;

import io.weir.storage.Checkpoint;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/**
 * Which dead letters have become rows. Kept in a checkpoint that is written before the rows are appended, and that says
 * which batch they will be: whether that batch is in the stream's journal decides, after a crash, whether they count.
 *
 * <pre>
 *   | number of words 4 | word … | batch: stream length 4, stream | number 8 | number of words 4 | word … |
 *   word: | sequence of the document &lt;&lt; 8 | row / 64: 8 | bit row % 64: 8 |       all numbers little-endian
 * </pre>
 */
final class RetriedLetters {
    /** No pipeline can have this name. */
    static final String CHECKPOINT = "dead_letters.retry";

    private static final String FINGERPRINT = "dead_letters.retry 1";

    /** By document and row: the bits of the letters that are done. */
    private final Map<Long, Long> done = new TreeMap<>();

    private final Map<Long, Long> pending = new HashMap<>();
    private String pendingStream = "";
    private long pendingBatch;

    private static long word(long sequence, int row) {
        return (sequence << 8) | (row >>> 6);
    }

    boolean contains(long sequence, int row) {
        return (done.getOrDefault(word(sequence, row), 0L) & (1L << (row & 63))) != 0;
    }

    /** Letters that are about to become a batch. */
    void begin(String stream, long batch, Map<Long, Long> letters) {
        pending.clear();
        pending.putAll(letters);
        pendingStream = stream;
        pendingBatch = batch;
    }

    static void add(Map<Long, Long> letters, long sequence, int row) {
        letters.merge(word(sequence, row), 1L << (row & 63), (a, b) -> a | b);
    }

    /** The batch is in the journal. */
    void complete() {
        pending.forEach((word, bits) -> done.merge(word, bits, (a, b) -> a | b));
        pending.clear();
        pendingStream = "";
    }

    /** Forgets letters of documents that retention has deleted. */
    void forgetBefore(long sequence) {
        done.keySet().removeIf(word -> (word >>> 8) < sequence);
    }

    Checkpoint checkpoint() {
        byte[] stream = pendingStream.getBytes(StandardCharsets.UTF_8);
        ByteBuffer out = ByteBuffer.allocate(4 + 16 * done.size() + 4 + stream.length + 8 + 4 + 16 * pending.size())
                .order(ByteOrder.LITTLE_ENDIAN);
        put(out, done);
        out.putInt(stream.length).put(stream).putLong(pendingBatch);
        put(out, pending);
        return new Checkpoint(FINGERPRINT, 0, 0, out.array());
    }

    private static void put(ByteBuffer out, Map<Long, Long> words) {
        out.putInt(words.size());
        words.forEach((word, bits) -> out.putLong(word).putLong(bits));
    }

    /**
     * What a checkpoint says.
     *
     * @param batches by stream: how many batches its journal has
     */
    static RetriedLetters of(Checkpoint checkpoint, ToLongFunction<String> batches) {
        RetriedLetters letters = new RetriedLetters();
        ByteBuffer in = ByteBuffer.wrap(checkpoint.state()).order(ByteOrder.LITTLE_ENDIAN);
        try {
            if (!checkpoint.fingerprint().equals(FINGERPRINT)) {
                throw new IllegalStateException("of another version");
            }
            get(in, letters.done);
            byte[] stream = new byte[in.getInt()];
            in.get(stream);
            letters.pendingStream = new String(stream, StandardCharsets.UTF_8);
            letters.pendingBatch = in.getLong();
            get(in, letters.pending);
        } catch (BufferUnderflowException | IllegalStateException e) {
            throw new ApplianceFailed(
                    "the checkpoint " + CHECKPOINT
                            + " cannot be read, so it is not known which dead letters have become"
                            + " rows already; delete it to try all of them again",
                    e);
        }
        if (!letters.pendingStream.isEmpty() && batches.applyAsLong(letters.pendingStream) > letters.pendingBatch) {
            letters.complete();
        }
        letters.pending.clear();
        letters.pendingStream = "";
        return letters;
    }

    private static void get(ByteBuffer in, Map<Long, Long> words) {
        for (int i = in.getInt(); i > 0; i--) {
            words.put(in.getLong(), in.getLong());
        }
    }
}
