package io.weir.appliance.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/** Stands in the list of commands for the demo, which is an add-on: the launcher starts it with a class path of its own. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = "Everything on one box: brokers, simulated sensors, the appliance, a live view (an add-on).",
        footer = {"", "Example:", "  weir demo --duration 20s --rate 5000 --data-dir /tmp/weir-demo"})
final class DemoHint implements Callable<Integer> {
    /** The demo's own options, which are not known here. */
    @Unmatched
    private List<String> ignored = new ArrayList<>();

    @Override
    public Integer call() {
        throw new CommandFailed("the demo is not installed beside this appliance; it comes with the source checkout:"
                + " run ./weir demo there");
    }
}
