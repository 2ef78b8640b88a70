package io.weir.appliance.cli;

import io.weir.appliance.Appliance;
import io.weir.config.WeirConfig;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code weir run}. */
@Command(
        name = "run",
        mixinStandardHelpOptions = true,
        description = "Runs the appliance until SIGTERM or SIGINT; then stops taking, drains, syncs, acknowledges.",
        footer = {"", "Example:", "  weir run -c weir.yaml"})
final class RunCommand implements Callable<Integer> {
    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Override
    public Integer call() throws Exception {
        WeirConfig read = config.read();
        config.checkDisk(read);
        CompletableFuture<Appliance> started = new CompletableFuture<>();
        // The JVM ends with 143 after SIGTERM whatever main returns; a drained appliance has done what it was asked.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stopAndHalt(started), "stop"));
        Appliance appliance = start(read, started);
        log().info(
                        "running {}: data in {}{}",
                        read.file(),
                        read.dataDir(),
                        appliance.apiPort() < 0
                                ? ""
                                : ", http://" + read.api().host() + ":" + appliance.apiPort() + "/health");
        Throwable failure = appliance.failure().get();
        System.err.println("weir: stopped: " + failure.getMessage() + "; nothing that was acknowledged is affected");
        // What is buffered must not be acknowledged or written any more: no draining.
        Runtime.getRuntime().halt(ExitCode.FAILED);
        return ExitCode.FAILED;
    }

    private static Appliance start(WeirConfig config, CompletableFuture<Appliance> started) throws Exception {
        try {
            Appliance appliance = Appliance.start(config);
            started.complete(appliance);
            return appliance;
        } catch (Exception | Error e) {
            started.completeExceptionally(e);
            throw e;
        }
    }

    private static void stopAndHalt(CompletableFuture<Appliance> started) {
        if (started.isCompletedExceptionally()) {
            return; // not a signal: the start has failed, and its exit code stands
        }
        Appliance appliance = started.getNow(null);
        if (appliance == null) {
            // While it starts nothing has been taken in yet.
            Runtime.getRuntime().halt(ExitCode.OK);
            return;
        }
        log().info("stopping");
        appliance.stop();
        log().info("stopped");
        System.out.flush();
        System.err.flush();
        Runtime.getRuntime().halt(ExitCode.OK);
    }

    private static Logger log() {
        return LoggerFactory.getLogger("io.weir");
    }
}
