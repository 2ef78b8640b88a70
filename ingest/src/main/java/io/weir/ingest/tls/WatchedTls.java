package io.weir.ingest.tls;

import io.weir.config.TlsConfig;
import io.weir.config.tls.Expiry;
import io.weir.config.tls.TlsException;
import io.weir.config.tls.TlsFiles;
import io.weir.config.tls.TlsMaterial;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The TLS of one source, from files that may be replaced at any time. They are looked at whenever a connection is made, so
 * that a new certificate is used at once, and every two seconds in between, so that a wrong one is told of before it is
 * needed. Files that cannot be used change nothing: the last good ones stay. Connections that stand are left alone.
 * Thread-safe.
 *
 * <p>The files' bytes are compared, not their times: a file that is replaced twice within a tick of the file system's clock
 * is noticed, and one that is only touched is not.
 */
public final class WatchedTls implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(WatchedTls.class);
    private static final Duration INTERVAL = Duration.ofSeconds(2);
    private static final Duration REMIND = Duration.ofDays(1);

    /** One thread for all: looking takes microseconds. Ends with the process. */
    private static final ScheduledExecutorService WATCHER = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "weir-tls-files");
        thread.setDaemon(true);
        return thread;
    });

    private final String source;
    private final TlsConfig config;
    private final ScheduledFuture<?> watching;

    // Written under the lock of this.
    private @Nullable TlsFiles seen;
    private String problem = "";
    private String lastSaid = "";
    private long nextReminderNanos = System.nanoTime();
    private volatile @Nullable Loaded loaded;
    private volatile long loads;

    private record Loaded(SSLContext context, Optional<Instant> expiry) {}

    private WatchedTls(String source, TlsConfig config) {
        this.source = source;
        this.config = config;
        refresh(false);
        this.watching = WATCHER.scheduleWithFixedDelay(
                () -> refresh(true), INTERVAL.toNanos(), INTERVAL.toNanos(), TimeUnit.NANOSECONDS);
    }

    /**
     * Reads the files, and begins to watch them. Files that cannot be used now may be later.
     *
     * @param source id of the source, for the log
     */
    public static WatchedTls watch(String source, TlsConfig config) {
        return new WatchedTls(source, config);
    }

    /**
     * The context for a connection that is made now.
     *
     * @throws GeneralSecurityException if the files have never been usable; the message says why
     */
    public SSLContext context() throws GeneralSecurityException {
        refresh(false);
        Loaded current = loaded;
        if (current == null) {
            throw new GeneralSecurityException(problem());
        }
        return current.context;
    }

    /**
     * An engine for a connection that is made now to this host.
     *
     * @throws GeneralSecurityException as {@link #context}
     */
    public SSLEngine engine(String host, int port) throws GeneralSecurityException {
        SSLEngine engine = context().createSSLEngine(host, port);
        engine.setUseClientMode(true);
        engine.setSSLParameters(secured(engine.getSSLParameters()));
        return engine;
    }

    /** Sockets of which each uses the files as they are when it is made, and checks the host's name if that is asked for. */
    public SSLSocketFactory socketFactory() {
        return new WatchedSocketFactory(this);
    }

    /** Asks for the host's name to be checked, which the context heeds unless it is not to. */
    static SSLParameters secured(SSLParameters parameters) {
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        return parameters;
    }

    /** When the certificates in use will be of no use; empty if none is named. */
    public Optional<Instant> expiry() {
        Loaded current = loaded;
        return current == null ? Optional.empty() : current.expiry;
    }

    /** How often usable files have been taken in; the first time counts. */
    public long loads() {
        return loads;
    }

    /** What is wrong with the files as they are now; empty if nothing is. */
    public synchronized String problem() {
        return problem;
    }

    /** @param patient whether a problem is only told of when it lasts: files are not replaced all at one moment */
    private synchronized void refresh(boolean patient) {
        try {
            TlsFiles before = seen;
            // Until they have been read: what was seen may have come back.
            seen = null;
            TlsFiles now = TlsFiles.read(config);
            seen = now;
            if (before == null || !before.hasSameContent(now)) {
                TlsMaterial material = now.parse();
                loaded = new Loaded(TlsContexts.of(material, !config.verifyHostname()), material.expiry());
                loads++;
                problem = "";
                taken();
            } else if (patient) {
                tell();
            }
        } catch (TlsException | GeneralSecurityException e) {
            String last = problem;
            problem = String.valueOf(e.getMessage());
            if (patient && last.equals(problem)) {
                tell();
            }
        } catch (RuntimeException e) {
            // The watcher must go on whatever was in a file.
            problem = "the files of tls cannot be used: " + e;
            tell();
        }
    }

    private void taken() {
        lastSaid = "";
        nextReminderNanos = System.nanoTime();
        if (loads > 1) {
            LOG.info("source {}: new TLS files are used from the next connection on{}", source, until());
        }
    }

    private String until() {
        return expiry().map(it -> ", until " + it).orElse("");
    }

    /** What needs a person: a new problem once, and the end of a certificate once a day. */
    private void tell() {
        if (!problem.isEmpty() && !problem.equals(lastSaid)) {
            lastSaid = problem;
            LOG.warn(
                    "source {}: {}; {}",
                    source,
                    problem,
                    loaded == null
                            ? "no connection can be made before that is mended"
                            : "the files from before are used");
        }
        Optional<Instant> expiry = expiry();
        if (expiry.isPresent()
                && Instant.now().plus(Expiry.SOON).isAfter(expiry.get())
                && System.nanoTime() - nextReminderNanos >= 0) {
            nextReminderNanos = System.nanoTime() + REMIND.toNanos();
            LOG.warn("source {}: a TLS certificate expires at {}; replace the file", source, expiry.get());
        }
    }

    /** Stops watching; the last good files stay in use. */
    @Override
    public void close() {
        watching.cancel(false);
    }
}
