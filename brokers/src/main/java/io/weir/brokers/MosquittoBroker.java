package io.weir.brokers;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The Mosquitto of this machine, if it has one, without security. Queues have no limit. Without persistence messages and
 * sessions end with its process; with it they are saved once a second, so that a kill loses at most the last one.
 */
public final class MosquittoBroker extends LocalBroker {
    private static final String MEMORY = "persistence false\n";
    private static final String SHELL = "/bin/sh";

    /**
     * Mosquitto does not watch its standard input, so a shell does: the watcher stays behind when the shell becomes
     * Mosquitto, and kills it when the pipe from the parent ends.
     */
    private static final String WATCHED =
            "exec 3<&0; (cat <&3 >/dev/null; kill -9 $$ 2>/dev/null) & exec \"$0\" -c \"$1\" 3<&- </dev/null >&2";

    /**
     * A Mosquitto that was found.
     *
     * @param executable absolute
     */
    public record Installation(Path executable) {
        /**
         * Starts a broker that keeps everything in memory.
         *
         * @param directory for its configuration and log; created when it is absent
         * @throws BrokerException when it does not answer in time
         */
        public MosquittoBroker start(Path directory) {
            return start(directory, false);
        }

        /**
         * Starts a broker that saves sessions and messages in its directory every second and when it is stopped.
         *
         * @param directory created when it is absent
         * @throws BrokerException when it does not answer in time
         */
        public MosquittoBroker startPersistent(Path directory) {
            return start(directory, true);
        }

        /**
         * Starts a broker that keeps everything in memory and lets one user in.
         *
         * @param directory created when it is absent
         * @throws BrokerException when it does not answer in time
         */
        public MosquittoBroker startGuarded(Path directory, String user, String password) {
            return Attempts.untilPortIsKept(() -> {
                Directories.create(directory);
                Path users = Directories.write(directory.resolve("users"), MosquittoPassword.line(user, password));
                return startOnce(
                        directory, Probe.GUARDED_MQTT, "allow_anonymous false\npassword_file " + users + "\n" + MEMORY);
            });
        }

        /**
         * Starts a broker that keeps everything in memory and has a second port, for TLS, where it wants a certificate of
         * its clients.
         *
         * @param directory created when it is absent
         * @param ca that both sides' certificates are of
         * @throws BrokerException when it does not answer in time
         */
        public MosquittoBroker startEncrypted(Path directory, LocalCa ca, LocalCa.Issued server) {
            return Attempts.untilPortIsKept(() -> {
                Directories.create(directory);
                int port = Loopback.freePort();
                String settings = "allow_anonymous true\n" + MEMORY + "listener " + port + " 127.0.0.1\ncafile "
                        + ca.writeCertificate(directory.resolve("ca.pem")) + "\ncertfile "
                        + server.writeCertificate(directory.resolve("server.pem")) + "\nkeyfile "
                        + server.writeKey(directory.resolve("server.key")) + "\nrequire_certificate true\n";
                MosquittoBroker broker = startOnce(directory, Probe.MQTT, settings);
                broker.encryptedPort = port;
                return broker;
            });
        }

        private MosquittoBroker start(Path directory, boolean persistent) {
            String kept = persistent
                    ? "persistence true\nautosave_interval 1\npersistence_location " + directory + "/\n"
                    : MEMORY;
            return Attempts.untilPortIsKept(
                    () -> startOnce(Directories.create(directory), Probe.MQTT, "allow_anonymous true\n" + kept));
        }

        private MosquittoBroker startOnce(Path directory, Probe probe, String settings) {
            int port = Loopback.freePort();
            Path file = Directories.write(directory.resolve("mosquitto.conf"), configuration(port, settings));
            MosquittoBroker broker = new MosquittoBroker(executable, port, probe, directory, file);
            broker.process().start();
            return broker;
        }
    }

    /** Where it speaks TLS; 0 if nowhere. Written before anybody has it. */
    private int encryptedPort;

    private MosquittoBroker(Path executable, int port, Probe probe, Path directory, Path configuration) {
        super(
                "mosquitto",
                "mqtt://",
                port,
                probe,
                directory,
                List.of(SHELL, "-c", WATCHED, executable.toString(), configuration.toString()));
    }

    /** The port on which it speaks TLS; 0 unless it was started with {@link Installation#startEncrypted}. */
    public int encryptedPort() {
        return encryptedPort;
    }

    /** Looks on the {@code PATH} and in {@code /usr/sbin}; empty when there is none. */
    public static Optional<Installation> find() {
        String path = Optional.ofNullable(System.getenv("PATH")).orElse("");
        return Stream.concat(Stream.of(path.split(File.pathSeparator, -1)), Stream.of("/usr/sbin", "/usr/local/sbin"))
                .filter(folder -> !folder.isBlank())
                .map(folder -> Path.of(folder, "mosquitto").toAbsolutePath())
                .filter(Files::isExecutable)
                .filter(Files::isRegularFile)
                .findFirst()
                .map(Installation::new);
    }

    private static String configuration(int port, String settings) {
        String common = """
                listener %d 127.0.0.1
                max_queued_messages 0
                max_queued_bytes 0
                max_inflight_messages 0
                set_tcp_nodelay true
                log_dest stderr
                connection_messages false
                """.formatted(port);
        String user = "root".equals(System.getProperty("user.name")) ? "user root\n" : "";
        return common + user + settings;
    }
}
