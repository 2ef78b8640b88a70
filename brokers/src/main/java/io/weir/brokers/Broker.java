package io.weir.brokers;

import java.nio.file.Path;

/**
 * A broker that runs as a process of its own on loopback. Started when made; its methods may be called from any thread,
 * one at a time: they lock the broker. The process ends with the process that started it, however that ends.
 */
public interface Broker extends AutoCloseable {
    /** How clients reach it: {@code mqtt://127.0.0.1:port}, or {@code 127.0.0.1:port} for Kafka. The same after a restart. */
    String url();

    /** Where it listens on 127.0.0.1. The same after a restart. */
    int port();

    /** Where it keeps its configuration and its data. */
    Path directory();

    /** What it printed since its first start. */
    Path log();

    /** Of the process that runs now, or ran last. */
    long pid();

    /** Whether the process runs. */
    boolean alive();

    /** Ends the process at once, as a crash would (SIGKILL); waits until it is gone. Does nothing when it does not run. */
    void kill();

    /**
     * Starts it again on the same port and in the same directory, and waits until it answers. Stopped first, in an orderly
     * way, if it still runs.
     *
     * @throws BrokerException when it does not answer in time
     */
    void restart();

    /** Stops it in an orderly way (SIGTERM), or by force if that takes longer than 15 s; waits until it is gone. Its files stay. */
    @Override
    void close();
}
