package io.weir.brokers;

import java.nio.file.Path;
import java.util.List;

/** What all brokers have in common. */
abstract sealed class LocalBroker implements Broker permits KafkaBroker, MqttBroker, MosquittoBroker {
    private final String scheme;
    private final int port;
    private final Path directory;
    private final BrokerProcess process;

    LocalBroker(String name, String scheme, int port, Probe probe, Path directory, List<String> command) {
        this.scheme = scheme;
        this.port = port;
        this.directory = directory;
        this.process = new BrokerProcess(name, port, probe, command, directory);
    }

    final BrokerProcess process() {
        return process;
    }

    @Override
    public final String url() {
        return scheme + Loopback.HOST + ":" + port;
    }

    @Override
    public final int port() {
        return port;
    }

    @Override
    public final Path directory() {
        return directory;
    }

    @Override
    public final Path log() {
        return process.log();
    }

    @Override
    public final long pid() {
        return process.pid();
    }

    @Override
    public final boolean alive() {
        return process.alive();
    }

    @Override
    public final void kill() {
        process.kill();
    }

    @Override
    public final void restart() {
        process.stop();
        prepareRestart();
        process.start();
    }

    /** Called while the process is down, before it is started again. */
    void prepareRestart() {}

    @Override
    public final void close() {
        process.stop();
    }

    @Override
    public final String toString() {
        return getClass().getSimpleName() + " " + url();
    }
}
