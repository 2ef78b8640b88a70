package io.weir.appliance.cli;

import io.weir.appliance.Appliance;
import io.weir.config.WeirConfig;
import java.util.concurrent.Callable;
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
        Appliance appliance = Appliance.start(read);
        // The JVM ends with 143 after SIGTERM whatever main returns; a drained appliance has done what it was asked.
        Thread hook = new Thread(() -> stopAndHalt(appliance), "stop");
        Runtime.getRuntime().addShutdownHook(hook);
        LoggerFactory.getLogger("io.weir")
                .info(
                        "running {}: data in {}{}",
                        read.file(),
                        read.dataDir(),
                        appliance.apiPort() < 0
                                ? ""
                                : ", http://" + read.api().host() + ":" + appliance.apiPort() + "/health");
        Throwable failure = appliance.failure().get();
        System.err.println("weir: stopped because storage failed: " + failure.getMessage()
                + "; nothing that was acknowledged is affected; check the disk, then start again");
        // What is buffered must not be acknowledged or written any more: no draining.
        Runtime.getRuntime().halt(ExitCode.FAILED);
        return ExitCode.FAILED;
    }

    private static void stopAndHalt(Appliance appliance) {
        appliance.stop();
        System.out.flush();
        System.err.flush();
        Runtime.getRuntime().halt(ExitCode.OK);
    }
}
