package io.weir.appliance.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The program {@code weir} as a process of its own, with the JVM options that the launcher gives it. */
final class WeirProcess implements AutoCloseable {
    private static final Path DIST = repository().resolve("appliance/src/main/dist");

    private static final List<String> WITHOUT_PRIVILEGES =
            System.getProperty("user.name").equals("root")
                    ? List.of(
                            "setpriv",
                            "--bounding-set=-dac_override,-dac_read_search",
                            "--inh-caps=-dac_override,-dac_read_search")
                    : List.of();

    private static final int SIGINT = 2;

    private final Process process;
    private final Path out;
    private final Path err;

    private WeirProcess(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    static WeirProcess start(Path directory, String... arguments) {
        return start(directory, command(arguments));
    }

    /** As {@link #start(Path, String...)}, with JVM options that overrule those of the launcher. */
    static WeirProcess startWith(List<String> options, Path directory, String... arguments) {
        List<String> command = new ArrayList<>(command(arguments));
        command.addAll(command.indexOf("-cp"), options);
        return start(directory, command);
    }

    /** As {@link #start(Path, String...)}, for whom permissions of files count even if the tests run as root. */
    static WeirProcess startWithoutPrivileges(Path directory, String... arguments) {
        List<String> command = new ArrayList<>(WITHOUT_PRIVILEGES);
        command.addAll(command(arguments));
        return start(directory, command);
    }

    /** Whether {@link #startWithoutPrivileges} works here: not as root, or with setpriv (util-linux). */
    static boolean canDropPrivileges() {
        if (WITHOUT_PRIVILEGES.isEmpty()) {
            return true;
        }
        List<String> command = new ArrayList<>(WITHOUT_PRIVILEGES);
        command.add("true");
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** What starts it: the JDK of this JVM, with the options of the launcher. */
    static List<String> command(String... arguments) {
        return command("io.weir.appliance.cli.Weir", arguments);
    }

    /** As {@link #start(Path, String...)}, but a program of the tests, with the options of {@code weir run}. */
    static WeirProcess startProgram(Path directory, Class<?> program, String... arguments) {
        return start(directory, command(program.getName(), arguments));
    }

    private static List<String> command(String program, String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "@" + DIST.resolve("jvm.options")));
        if (Runtime.version().feature() >= 24) {
            command.add("@" + DIST.resolve("jvm-24.options"));
        }
        if (!program.startsWith("io.weir.appliance.cli.")
                || Arrays.asList(arguments).contains("run")) {
            command.add("@" + DIST.resolve("run.options"));
        } else {
            command.addAll(ofCommand(Arrays.asList(arguments)));
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), program));
        command.addAll(Arrays.asList(arguments));
        return command;
    }

    /** As the launcher has them. */
    private static List<String> ofCommand(List<String> arguments) {
        if (arguments.contains("backtest")) {
            return List.of("-XX:+UseSerialGC", "-Xmx512m");
        }
        boolean readsRows = List.of("replay", "query", "tap").stream().anyMatch(arguments::contains);
        return readsRows
                ? List.of("-XX:+UseSerialGC", "-Xmx256m")
                : List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx128m");
    }

    private static WeirProcess start(Path directory, List<String> command) {
        try {
            Files.createDirectories(directory);
            Path out = Files.createTempFile(directory, "out", ".txt");
            Path err = Files.createTempFile(directory, "err", ".txt");
            Process process = new ProcessBuilder(command)
                    .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            return new WeirProcess(process, out, err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs to its end, within a minute. */
    static WeirProcess complete(Path directory, String... arguments) {
        WeirProcess weir = start(directory, arguments);
        weir.exitCode();
        return weir;
    }

    private static Path repository() {
        Path here = Path.of("").toAbsolutePath();
        while (!Files.exists(here.resolve("weir"))) {
            here = here.getParent();
        }
        return here;
    }

    /** SIGKILL, and its end awaited. */
    void kill() {
        process.destroyForcibly();
        exitCode();
    }

    /** SIGTERM. */
    void terminate() {
        process.destroy();
    }

    /**
     * Sends a signal. For {@code INT} the test is skipped where a process inherits that it is ignored: in what a script has
     * started in the background.
     */
    void signal(String signal) throws IOException, InterruptedException {
        assumeTrue(!signal.equals("INT") || !ignoresInterrupts(), "run in the foreground: SIGINT is ignored here");
        Process kill = new ProcessBuilder("/bin/kill", "-" + signal, String.valueOf(pid()))
                .redirectErrorStream(true)
                .start();
        assertThat(kill.waitFor(10, TimeUnit.SECONDS)).isTrue();
        assertThat(kill.exitValue()).isZero();
    }

    private static boolean ignoresInterrupts() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 1 << (SIGINT - 1)) != 0);
    }

    boolean alive() {
        return process.isAlive();
    }

    long pid() {
        return process.pid();
    }

    int exitCode() {
        try {
            if (!process.waitFor(Duration.ofMinutes(1).toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("weir did not end within a minute; it said: " + err());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return process.exitValue();
    }

    String out() {
        return read(out);
    }

    String err() {
        return read(err);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
