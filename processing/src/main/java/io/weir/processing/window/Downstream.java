package io.weir.processing.window;

/** What is made of an engine's results, and whose watermark the engine's moves. Called by the engine's thread. */
public interface Downstream {
    /** The smallest watermark that it wants to hear of; {@link Long#MAX_VALUE}: none. */
    long nextChange();

    /** All results with a time below this have been given out. */
    void advanceTo(long watermarkNanos);
}
