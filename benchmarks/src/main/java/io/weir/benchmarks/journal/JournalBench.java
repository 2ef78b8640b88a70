package io.weir.benchmarks.journal;

import io.weir.storage.file.Directories;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/**
 * {@code JournalBench [throughput|commit|append|amplification|streams|restart|checkpoint]…}: without an argument all but the
 * last, which needs a larger heap.
 */
public final class JournalBench {
    private JournalBench() {}

    public static void main(String[] args) throws Exception {
        if (args.length == 3 && args[0].equals("restart-fill")) {
            Restart.fill(Path.of(args[1]), Integer.parseInt(args[2]));
        } else if (args.length == 3 && args[0].equals("restart-open")) {
            Restart.open(Path.of(args[1]), Integer.parseInt(args[2]));
        } else {
            measure(args);
        }
        System.exit(0);
    }

    private static void measure(String[] args) throws Exception {
        List<String> which = args.length == 0
                ? List.of("throughput", "commit", "append", "amplification", "streams", "restart")
                : Arrays.asList(args);
        String base = System.getProperty("dir", System.getProperty("java.io.tmpdir"));
        Path dir = Files.createTempDirectory(Path.of(base), "weir-journal");
        System.out.printf(
                "%d processors, Java %s, %s on %s%n",
                Runtime.getRuntime().availableProcessors(),
                Runtime.version(),
                dir,
                Files.getFileStore(dir).type());
        try {
            for (String name : which) {
                switch (name) {
                    case "throughput" -> Throughput.run(dir);
                    case "commit" -> CommitLatency.run(dir);
                    case "append" -> AppendLatency.run(dir);
                    case "amplification" -> Amplification.run(dir);
                    case "streams" -> ManyStreams.run(dir);
                    case "restart" -> Restart.run(dir);
                    case "checkpoint" -> CheckpointBench.run(dir);
                    default ->
                        throw new IllegalArgumentException(
                                "throughput, commit, append, amplification, streams, restart or checkpoint, not "
                                        + name);
                }
            }
        } finally {
            Directories.delete(dir);
        }
    }
}
