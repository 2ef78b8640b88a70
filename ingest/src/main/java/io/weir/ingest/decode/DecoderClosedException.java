package io.weir.ingest.decode;

/** A decoder was closed while it waited for what it needs to read a message. The message was not taken. */
public final class DecoderClosedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public DecoderClosedException(String waitedFor) {
        super("closed while waiting for " + waitedFor);
    }
}
