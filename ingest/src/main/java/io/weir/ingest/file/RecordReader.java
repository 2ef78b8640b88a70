package io.weir.ingest.file;

import java.io.IOException;

/**
 * Hot path. The messages of one file, many at a time. A place in the file is a number that grows: of bytes, of rows, or of
 * items. One thread.
 */
interface RecordReader {
    /** Reads on; the messages that are whole by then are there until the next call. */
    void read() throws IOException;

    /** Nothing more will come: what waits is the last message. */
    void finish() throws IOException;

    /** How many messages there are. */
    int count();

    /** The array that they stand in. */
    byte[] bytes();

    int start(int message);

    int length(int message);

    /** How long the message really is, of which {@link #length} bytes are kept. */
    long size(int message);

    /** The last place in the file that belongs to the message. */
    long last(int message);

    /** The place in the file behind the last whole message. */
    long offset();

    /** The place in the file up to which it has been read. */
    long readTo();

    /** Whether there was nothing more to read. */
    boolean isAtEnd();

    /** Lets go of everything but the file's channel. */
    default void close() {}
}
