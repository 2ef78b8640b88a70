package io.weir.appliance.e2e;

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

    private final Process process;
    private final Path out;
    private final Path err;

    private WeirProcess(Process process, Path out, Path err) {
        this.process = process;
        this.out = out;
        this.err = err;
    }

    static WeirProcess start(Path directory, String... arguments) {
        try {
            Files.createDirectories(directory);
            Path out = Files.createTempFile(directory, "out", ".txt");
            Path err = Files.createTempFile(directory, "err", ".txt");
            Process process = new ProcessBuilder(command(arguments))
                    .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
                    .redirectOutput(out.toFile())
                    .redirectError(err.toFile())
                    .start();
            return new WeirProcess(process, out, err);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The command that starts it. */
    static List<String> command(String... arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(), "@" + DIST.resolve("jvm.options")));
        if (Runtime.version().feature() >= 24) {
            command.add("@" + DIST.resolve("jvm-24.options"));
        }
        if (Arrays.asList(arguments).contains("run")) {
            command.add("@" + DIST.resolve("run.options"));
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.weir.appliance.cli.Weir"));
        command.addAll(Arrays.asList(arguments));
        return command;
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
