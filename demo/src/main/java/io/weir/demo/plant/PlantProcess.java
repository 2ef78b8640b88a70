package io.weir.demo.plant;

import io.weir.brokers.ShieldedCommand;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A plant in a JVM of its own, with the class path of this one. Ends with this one, however that ends. Any thread. */
public final class PlantProcess implements AutoCloseable {
    private static final Duration STOP_LIMIT = Duration.ofSeconds(20);

    private final Process process;
    private final Thread reader;
    private volatile @Nullable PlantReport latest;

    private PlantProcess(Process process, Consumer<PlantReport> onReport) {
        this.process = process;
        this.reader = new Thread(() -> read(onReport), "plant reports");
        reader.setDaemon(true);
        reader.start();
    }

    /**
     * Starts a plant, which sends at once.
     *
     * @param log where its standard error is appended
     * @param onReport called on a thread of its own, once a second and at the end
     * @throws IOException when it cannot be started
     */
    public static PlantProcess start(PlantOptions options, Path log, Consumer<PlantReport> onReport)
            throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-Xmx192m", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError", "-cp"));
        command.add(System.getProperty("java.class.path"));
        command.add(PlantMain.class.getName());
        command.addAll(options.toArguments());
        Process process = new ProcessBuilder(ShieldedCommand.of(command))
                .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        return new PlantProcess(process, onReport);
    }

    /** The latest report; the final one once the plant has ended. */
    public Optional<PlantReport> latest() {
        return Optional.ofNullable(latest);
    }

    public boolean alive() {
        return process.isAlive();
    }

    public long pid() {
        return process.pid();
    }

    /**
     * Waits until it has ended by itself, after its duration.
     *
     * @return whether it did, and its final report was read
     */
    public boolean await(Duration limit) throws InterruptedException {
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            return false;
        }
        reader.join(STOP_LIMIT.toMillis());
        return latest().map(PlantReport::last).orElse(false);
    }

    /**
     * Lets it stop sending, wait for the acknowledgements and report; ends it by force if that takes too long.
     *
     * @return the last report, which is the final one unless it had to be forced or had ended before
     */
    public Optional<PlantReport> stop() throws InterruptedException {
        try {
            process.getOutputStream().close();
        } catch (IOException alreadyGone) {
            // It does not read its input any more.
        }
        if (!await(STOP_LIMIT)) {
            process.toHandle().destroyForcibly();
            process.waitFor(STOP_LIMIT.toMillis(), TimeUnit.MILLISECONDS);
        }
        return latest();
    }

    /** As {@link #stop}. */
    @Override
    public void close() {
        try {
            stop();
        } catch (InterruptedException e) {
            process.toHandle().destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private void read(Consumer<PlantReport> onReport) {
        try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                PlantReport.parse(line).ifPresent(report -> {
                    latest = report;
                    onReport.accept(report);
                });
            }
        } catch (IOException ended) {
            // The pipe ends with the process.
        }
    }
}
