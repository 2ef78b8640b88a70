package io.weir.storage;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * One thread for all journals: forces those that have something new ({@code dead_letters} first), then publishes how far
 * they are durable, then runs what waited for that. Whatever is appended during a force shares the next one. With sync
 * mode {@code none} everything is the same but for the force. Thread-safe.
 */
public interface GroupCommit {
    /**
     * Runs an action on the commit thread, once everything that any journal had been appended before this call is
     * durable; actions run in the order of their calls. After a failure none runs any more. An action must be short; what
     * it throws is logged.
     */
    void afterDurable(Runnable action);

    /** Forces now instead of when the oldest waiting row has waited for {@code max_delay}. Returns at once. */
    void urge();

    /** Runs a listener on the commit thread after every cycle. */
    void onDurable(Runnable listener);

    /** Why the first failed force failed; null while all is well. Afterwards nothing becomes durable any more. */
    @Nullable Throwable failure();

    /** Runs a listener once when {@link #failure} is set; at once if it is. */
    void onFailure(Consumer<Throwable> listener);

    /** What has been done so far. */
    CommitStats stats();
}
