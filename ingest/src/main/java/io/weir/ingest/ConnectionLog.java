package io.weir.ingest;

import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a source's connection is doing: its counts, and one line in the log for each change, at most one a minute while
 * the same trouble lasts. Thread-safe.
 */
public final class ConnectionLog {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionLog.class);
    private static final long REPEAT_NANOS = Duration.ofMinutes(1).toNanos();

    private final String what;
    // All guarded by this.
    private boolean connected;
    private String lastError = "";
    private long connects;
    private String lastLogged = "";
    private long lastLoggedNanos;

    /** @param what for example {@code source plant (mqtt://127.0.0.1:1883)} */
    public ConnectionLog(String what) {
        this.what = what;
    }

    /** The connection works. */
    public void connected() {
        connected("");
    }

    /**
     * The connection works.
     *
     * @param to which of several, for the log: empty, or for example {@code " to mqtt://b:1883"}
     */
    public synchronized void connected(String to) {
        if (connected) {
            return;
        }
        connected = true;
        connects++;
        lastLogged = "";
        LOG.info("{}: connected{}", what, to);
    }

    /** The connection does not work, or no more; it is tried again. */
    public synchronized void lost(String error) {
        long now = System.nanoTime();
        boolean changed = connected || !error.equals(lastLogged);
        connected = false;
        lastError = error;
        if (changed || now - lastLoggedNanos >= REPEAT_NANOS) {
            LOG.warn("{}: not connected, trying again: {}", what, error);
            lastLogged = error;
            lastLoggedNanos = now;
        }
    }

    /** Something went wrong, but the connection stays. */
    public synchronized void trouble(String error) {
        long now = System.nanoTime();
        lastError = error;
        if (!error.equals(lastLogged) || now - lastLoggedNanos >= REPEAT_NANOS) {
            LOG.warn("{}: {}", what, error);
            lastLogged = error;
            lastLoggedNanos = now;
        }
    }

    /** The connection was ended on purpose. */
    public synchronized void closed() {
        if (connected) {
            LOG.info("{}: disconnected", what);
        }
        connected = false;
    }

    public synchronized boolean isConnected() {
        return connected;
    }

    /** Empty if nothing has gone wrong yet. */
    public synchronized String lastError() {
        return lastError;
    }

    /** How many times a connection was made. */
    public synchronized long connects() {
        return connects;
    }
}
