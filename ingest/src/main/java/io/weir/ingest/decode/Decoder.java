package io.weir.ingest.decode;

import io.weir.model.RowBatch;
import org.jspecify.annotations.Nullable;

/** Hot path. Turns the payloads of one stream into rows. One instance per source and stream; one thread. */
public interface Decoder {
    /**
     * Appends the rows of one message to a batch: all of them, or none.
     *
     * <p>After a null, {@link #isFull()} tells whether the message is in the batch: a batch that has no room for it is
     * left as it was, and the message must be decoded again into an empty one.
     *
     * @param payload from {@code offset}, {@code length} bytes; not changed
     * @return why the message is a dead letter, or null
     * @throws DecoderClosedException if it needs something that is waited for, and {@link #close} ends the wait
     */
    @Nullable Reason decode(MessageContext message, byte[] payload, int offset, int length, RowBatch batch);

    /** Whether the last message had no room in its batch. */
    boolean isFull();

    /** What was found and what was expected, for a person, after {@link #decode} returned a reason. */
    String detail();

    /** How many names of members were met that the stream does not read; bounded. Any thread. */
    default int unknownMembers() {
        return 0;
    }

    /** How many times the numbers that devices give their messages showed that some are missing. Any thread. */
    default long sequenceGaps() {
        return 0;
    }

    /** What keeps messages waiting, a line for a person; empty if nothing does. Any thread. */
    default String waiting() {
        return "";
    }

    /** Ends every wait. Any thread. */
    default void close() {}
}
