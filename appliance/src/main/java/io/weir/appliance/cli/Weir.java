package io.weir.appliance.cli;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.List;
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

    /** In the order of the usage. */
    private static final List<String> COMMANDS = List.of(
            "run",
            "check",
            "status",
            "replay",
            "tap",
            "query",
            "verify",
            "backtest",
            "retry",
            "infer",
            "test",
            "demo",
            "help");

    private static final List<String> VERSION = List.of("--version", "-V");

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
        CommandLine line = new CommandLine(new Weir());
        needed(List.of(args)).forEach(name -> line.addSubcommand(command(name)));
        Errors errors = new Errors();
        return line.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8))
                .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
                .setUsageHelpWidth(USAGE_COLUMNS)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setParameterExceptionHandler(errors)
                .setExecutionExceptionHandler(errors)
                .execute(args);
    }

    /** A command needs only itself: half of the start of a short one would be the reflection of all others. */
    private static List<String> needed(List<String> args) {
        if (args.size() == 1 && VERSION.contains(args.get(0))) {
            return List.of();
        }
        boolean named = !args.isEmpty()
                && COMMANDS.contains(args.get(0))
                && !args.get(0).equals("help");
        return named ? args.subList(0, 1) : COMMANDS;
    }

    private static Object command(String name) {
        return switch (name) {
            case "run" -> new RunCommand();
            case "check" -> new CheckCommand();
            case "status" -> new StatusCommand();
            case "replay" -> new ReplayCommand();
            case "tap" -> new TapCommand();
            case "query" -> new QueryCommand();
            case "verify" -> new VerifyCommand();
            case "backtest" -> new BacktestCommand();
            case "retry" -> new RetryCommand();
            case "infer" -> new InferCommand();
            case "test" -> new TestCommand();
            case "demo" -> new DemoHint();
            case "help" -> new HelpCommand();
            default -> throw new IllegalArgumentException(name);
        };
    }

    @Override
    public void run() {
        throw new Errors.NoCommand(spec.commandLine());
    }
}
