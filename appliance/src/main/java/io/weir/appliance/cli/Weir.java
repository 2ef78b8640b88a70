package io.weir.appliance.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The program {@code weir}: dispatches to its commands. */
@Command(
        name = "weir",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        subcommands = {
            RunCommand.class,
            CheckCommand.class,
            StatusCommand.class,
            ReplayCommand.class,
            TapCommand.class,
            QueryCommand.class,
            VerifyCommand.class,
            BacktestCommand.class,
            RetryCommand.class,
            InferCommand.class,
            TestCommand.class,
            DemoHint.class,
            HelpCommand.class
        },
        description = {
            "Takes MQTT and Kafka sensor streams in, keeps every reading, aggregates by event time, and replays.",
            ""
        },
        footer = {
            "",
            "Start here:   weir demo                          everything on this machine, nothing to install",
            "Then:         weir check -c weir.yaml            is the configuration right?",
            "              weir run -c weir.yaml              run it until Ctrl-C",
            "              weir status -c weir.yaml           does every part of it work?",
            "              weir replay press_1m --from -15m   what came out in the last 15 minutes",
            "",
            "Exit codes: 0 done, 1 failed while running, 2 wrong usage, 3 results differ, 78 wrong configuration."
        })
public final class Weir implements Runnable {
    /** Wide enough for every example to stand on one line, so that it can be copied. */
    private static final int USAGE_COLUMNS = 110;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private CommandSpec spec;

    private Weir() {}

    /** Runs the command line and ends the process with its exit code. */
    public static void main(String[] args) {
        int code = execute(args);
        System.out.flush();
        System.exit(code);
    }

    static int execute(String... args) {
        return new CommandLine(new Weir())
                .setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
                .setUsageHelpWidth(USAGE_COLUMNS)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler((error, arguments) -> Errors.misused(error))
                .setExecutionExceptionHandler((error, command, parsed) -> Errors.failed(error, command))
                .execute(args);
    }

    @Override
    public void run() {
        throw new Errors.NoCommand(spec.commandLine());
    }
}
