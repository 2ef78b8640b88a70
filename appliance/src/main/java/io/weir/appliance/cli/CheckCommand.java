package io.weir.appliance.cli;

import io.weir.appliance.Pipelines;
import io.weir.config.ConfigException;
import io.weir.config.ConfigPrinter;
import io.weir.config.WeirConfig;
import io.weir.config.tls.Expiry;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code weir check}. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = "Reports every problem of a configuration in one pass, or says what it will do.",
        footer = {
            "",
            "Examples:",
            "  weir check -c weir.yaml",
            "  weir check -c weir.yaml --effective    the same with every default filled in, secrets hidden"
        })
final class CheckCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call
    private CommandSpec spec;

    @Mixin
    private final ConfigOption config = new ConfigOption();

    @Option(names = "--effective", description = "Print the configuration with defaults filled in and secrets hidden.")
    private boolean effective;

    @Override
    public Integer call() throws Exception {
        WeirConfig read = config.read();
        Pipelines.compile(read);
        config.checkDisk(read);
        Expiry expiry = Expiry.of(read, Instant.now());
        expiry.warnings().forEach(it -> spec.commandLine().getErr().println("warning: " + it));
        if (!expiry.problems().isEmpty()) {
            throw new ConfigException(expiry.problems());
        }
        PrintWriter out = spec.commandLine().getOut();
        out.print(effective ? ConfigPrinter.effective(read) : Summary.of(read));
        out.flush();
        return ExitCode.OK;
    }
}
