package io.weir.demo;

import io.weir.appliance.Appliance;
import io.weir.appliance.Totals;
import io.weir.appliance.serve.Health;
import io.weir.config.ConfigReader;
import io.weir.config.Durations;
import io.weir.demo.plant.PlantOptions;
import io.weir.demo.plant.PlantProcess;
import io.weir.demo.plant.PlantReport;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** The program behind {@code weir demo}. */
@Command(
        name = "weir demo",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = {
            "Everything on one box with nothing to install: an MQTT broker, a Kafka broker, simulated sensors that speak",
            "to them over loopback, the appliance, and a live view. Ctrl-C ends it and leaves the data."
        },
        footer = {"", "Examples:", "  weir demo", "  weir demo --duration 20s --rate 5000 --data-dir /tmp/weir-demo"})
public final class Demo implements Callable<Integer> {
    private static final int FAILED = 1;
    private static final int USAGE = 2;
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration SETTLE_LIMIT = Duration.ofSeconds(20);

    @Option(
            names = "--duration",
            paramLabel = "TIME",
            converter = DurationConverter.class,
            description = "How long the sensors send, for example 20s; default: until Ctrl-C.")
    private Duration duration = Duration.ZERO;

    @Option(
            names = "--rate",
            paramLabel = "N",
            description = "Messages a second, all sensors together; default: ${DEFAULT-VALUE}.")
    private int rate = 2000;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Where configuration and data go; must be empty or absent. Default: a new temporary folder.")
    private @Nullable Path dataDir;

    @Option(names = "--seed", paramLabel = "N", description = "The sensors' random seed; default: ${DEFAULT-VALUE}.")
    private long seed = 1;

    /** As the user typed it, quoted for a shell; the launcher says it. */
    private final String weir = System.getProperty("weir.command", "weir");

    @Spec
    private CommandSpec spec;

    private final CountDownLatch interrupted = new CountDownLatch(1);
    private final CountDownLatch finished = new CountDownLatch(1);
    /** Read after {@link #finished} has opened. */
    private volatile int exitCode;

    private Demo() {
        spec = CommandSpec.create(); // until picocli puts its own there
    }

    /** Runs the demo and ends the process with its exit code. */
    public static void main(String[] args) {
        Demo demo = new Demo();
        CommandLine line = new CommandLine(demo);
        line.setExecutionExceptionHandler((error, command, parsed) -> {
            command.getErr().println("weir demo: " + error.getMessage());
            return FAILED;
        });
        line.setParameterExceptionHandler((error, arguments) -> {
            line.getErr().println("weir demo: " + error.getMessage());
            line.getErr().println("'" + demo.weir + " demo --help' shows how it is used");
            return USAGE;
        });
        int code = line.execute(args);
        demo.exitCode = code;
        demo.finished.countDown();
        System.exit(code);
    }

    @Override
    public Integer call() throws Exception {
        if (rate < PlantOptions.LEAST_RATE || rate > PlantOptions.MOST_RATE) {
            throw misused("--rate must be " + PlantOptions.LEAST_RATE + " to " + PlantOptions.MOST_RATE
                    + " messages a second, not " + rate);
        }
        boolean terminal = Boolean.getBoolean("weir.terminal");
        Path dir = prepare();
        endInOrderOnCtrlC();
        System.err.println("starting a Kafka broker, an MQTT broker and the sensors ...");
        try (Stage stage = Stage.start(dir)) {
            Path config = stage.writeConfig();
            System.err.println("configuration: " + config);
            run(stage, config, terminal);
        }
        return 0;
    }

    private ParameterException misused(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private void run(Stage stage, Path config, boolean terminal) throws Exception {
        if (interrupted.getCount() == 0) {
            return; // Ctrl-C while the brokers were starting
        }
        Appliance appliance = Appliance.start(ConfigReader.read(config, System::getenv));
        Latency latency = new Latency(Clock.systemUTC());
        long sent;
        try {
            appliance.follow("readings", 0).subscribe(latency::record);
            awaitSources(appliance);
            try (PlantProcess plant = stage.startPlant(rate, duration, seed)) {
                show(new View(System.err, terminal, config), plant, appliance, latency);
                sent = plant.stop().map(PlantReport::acked).orElse(0L);
            }
            settle(appliance, sent);
        } finally {
            appliance.stop();
        }
        report(System.out, terminal, config, sent, appliance.totals(), latency.total());
    }

    /** Until every source is subscribed; what is sent before that, an MQTT broker would throw away. */
    private void awaitSources(Appliance appliance) throws InterruptedException {
        long deadline = System.nanoTime() + SETTLE_LIMIT.toNanos();
        while (appliance.health().status() != Health.Status.UP && System.nanoTime() < deadline) {
            if (interrupted.await(20, TimeUnit.MILLISECONDS)) {
                return;
            }
        }
    }

    private void show(View view, PlantProcess plant, Appliance appliance, Latency latency) throws InterruptedException {
        for (long second = 1; plant.alive(); second++) {
            if (interrupted.await(1, TimeUnit.SECONDS)) {
                return;
            }
            view.show(second, plant.latest().map(PlantReport::acked).orElse(0L), appliance.totals(), latency.recent());
        }
    }

    /** Waits until everything that was sent has been taken in. */
    private static void settle(Appliance appliance, long sent) throws InterruptedException {
        long deadline = System.nanoTime() + SETTLE_LIMIT.toNanos();
        CountDownLatch never = new CountDownLatch(1);
        while (appliance.totals().received() < sent && System.nanoTime() < deadline) {
            never.await(20, TimeUnit.MILLISECONDS);
        }
    }

    private void report(PrintStream out, boolean terminal, Path config, long sent, Totals totals, double[] latency) {
        if (!terminal) {
            out.printf(
                    Locale.ROOT,
                    "{\"sent\":%d,\"received\":%d,\"journaled\":%d,\"dead_letters\":%d,\"late\":%d,\"windows\":%d,"
                            + "\"revisions\":%d,\"p50_ms\":%.2f,\"p99_ms\":%.2f}%n",
                    sent,
                    totals.received(),
                    totals.journaled(),
                    totals.deadLetters(),
                    totals.late(),
                    totals.windows(),
                    totals.revisions(),
                    latency[0],
                    latency[1]);
            return;
        }
        out.println();
        out.println("Drained and stopped. The data stays; try:");
        for (String name : Stage.NAMES_TO_TRY) {
            out.println("  " + weir + " replay " + name + " -c " + quoted(config) + " --limit 5");
        }
        out.println("  " + weir + " replay dead_letters -c " + quoted(config) + " --limit 5");
        out.println("  " + weir + " check -c " + quoted(config));
    }

    /** For a shell. */
    private static String quoted(Path path) {
        String text = path.toString();
        return text.matches("[A-Za-z0-9_./+-]+") ? text : "'" + text.replace("'", "'\\''") + "'";
    }

    private Path prepare() throws IOException {
        if (dataDir == null) {
            return Files.createTempDirectory("weir-demo-");
        }
        Path dir = dataDir.toAbsolutePath();
        try {
            Files.createDirectories(dir);
            try (Stream<Path> entries = Files.list(dir)) {
                if (entries.findAny().isPresent()) {
                    throw misused("--data-dir " + dir + " is not empty; name another, or remove it");
                }
            }
        } catch (FileAlreadyExistsException e) {
            throw misused("--data-dir " + dir + " is there and no directory; name another");
        } catch (AccessDeniedException e) {
            throw misused("--data-dir " + dir + " cannot be made or read: access is denied; name another");
        } catch (FileSystemException e) {
            throw misused("--data-dir " + dir + " cannot be made: " + e.getReason() + "; name another");
        }
        if (!Files.isWritable(dir)) {
            throw misused("--data-dir " + dir + " cannot be written by this user; name another");
        }
        return dir;
    }

    /** The first Ctrl-C ends the show in order; the hook holds the JVM until that is done. */
    private void endInOrderOnCtrlC() {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            if (finished.getCount() == 0) {
                                return;
                            }
                            interrupted.countDown();
                            try {
                                finished.await(60, TimeUnit.SECONDS);
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                            }
                            System.out.flush();
                            Runtime.getRuntime().halt(exitCode);
                        },
                        "stop"));
    }

    private static final class DurationConverter implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String text) {
            return Durations.parse(text)
                    .filter(duration -> duration.compareTo(SHORTEST) >= 0)
                    .orElseThrow(() -> new TypeConversionException(
                            "'" + text + "' is no duration of a second or more: write 20s, 5m"));
        }
    }
}
