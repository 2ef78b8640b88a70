package io.weir.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** One of this package's programs as a process of its own. */
final class Child implements AutoCloseable {
    private static final long STANDSTILL_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final String name;
    private final Process process;
    private final BufferedReader out;
    private final OutputStream in;

    private Child(String name, Process process) {
        this.name = name;
        this.process = process;
        this.out = process.inputReader(StandardCharsets.UTF_8);
        this.in = process.getOutputStream();
    }

    /**
     * Starts a program with the JVM options of the appliance.
     *
     * @param options further JVM options
     */
    static Child start(String program, List<String> options, Object... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        Path dist = dist();
        command.add("@" + dist.resolve("jvm.options"));
        if (Runtime.version().feature() >= 24) {
            command.add("@" + dist.resolve("jvm-24.options"));
        }
        command.addAll(options);
        command.add(Payloads.clockOption());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.weir.benchmarks." + program));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        return start(program, command);
    }

    /** Starts a program that is not Java. */
    static Child startNative(Path program, Object... arguments) throws IOException {
        List<String> command = new ArrayList<>(List.of(program.toString()));
        for (Object argument : arguments) {
            command.add(argument.toString());
        }
        return start(program.getFileName().toString(), command);
    }

    private static Child start(String name, List<String> command) throws IOException {
        return new Child(
                name,
                new ProcessBuilder(command).redirectError(Redirect.INHERIT).start());
    }

    /** Runs a program to its end. */
    static void run(String program, String heap, Object... arguments) throws IOException {
        try (Child child = start(program, List.of("-Xmx" + heap, "-XX:+UseSerialGC"), arguments)) {
            child.expect("sent");
        }
    }

    /** Where the appliance's JVM options are, seen from the checkout or a folder in it. */
    static Path dist() {
        for (Path here = Path.of("").toAbsolutePath(); here != null; here = here.getParent()) {
            if (Files.exists(here.resolve("weir"))) {
                return here.resolve("appliance/src/main/dist");
            }
        }
        throw new IllegalStateException("run this in a checkout of Weir");
    }

    /** The next line that the program prints. */
    String line() throws IOException {
        String line = out.readLine();
        if (line == null) {
            throw new IOException(name + " ended without an answer");
        }
        return line;
    }

    void expect(String start) throws IOException {
        String line = line();
        while (line.startsWith("[")) {
            line = line(); // the JVM's own log
        }
        if (!line.startsWith(start)) {
            throw new IOException(name + " said '" + line + "', not '" + start + "'");
        }
    }

    /** Asks a {@link MeasuredAppliance} for its rows until it has so many, or no more come. */
    void awaitRows(long rows) throws IOException {
        long last = -1;
        long changed = System.nanoTime();
        while (last < rows && System.nanoTime() - changed < STANDSTILL_NANOS) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(200));
            in.write('\n');
            in.flush();
            long now = Long.parseLong(line());
            if (now != last) {
                changed = System.nanoTime();
            }
            last = now;
        }
    }

    /** Ends a {@link MeasuredAppliance}: its report. */
    String finish() throws IOException {
        in.close();
        return line();
    }

    @Override
    public void close() {
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
