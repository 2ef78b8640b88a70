package io.weir.appliance.cli;

import io.weir.appliance.Appliance;
import io.weir.config.ConfigReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * Does once what short commands do, in a directory of its own, so that the JVM that runs it can archive the classes they
 * load: {@code Rehearsal DIRECTORY}. The launcher starts it in the background; nothing depends on how it ends.
 */
final class Rehearsal {
    private static final int ROWS = 100;
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private static final String CONFIG = """
            version: 1
            data_dir: data
            api: { listen: "127.0.0.1:0" }
            storage: { budget: 1GiB }
            sources:
              file: { type: file, paths: ["*.ndjson"] }
            streams:
              press:
                inputs: [file]
                decode: json
                key: $.device
                time: { path: $.ts, unit: ms }
                fields:
                  temp: { path: $.temp, type: double }
            pipelines:
              press_1s:
                input: press
                where: temp > 0
                group_by: [key]
                window: { type: tumbling, size: 1s }
                aggregate: { n: count(), temp_avg: avg(temp) }
            """;

    private Rehearsal() {}

    public static void main(String[] args) throws Exception {
        Path directory = Path.of(args[0]);
        Path config = Files.writeString(directory.resolve("weir.yaml"), CONFIG);
        Files.write(directory.resolve("rows.ndjson"), rows());
        record(config);
        String output = directory.resolve("rows.out").toString();
        for (String command : List.of(
                "--version",
                "--help",
                "replay --help",
                "check",
                "check --effective",
                "replay press --limit 1 -o " + output,
                "replay press_1s --where n>0 --from 2026-01-01T00:00:00Z --format csv -o " + output,
                "replay dead_letters --tail 1 -o " + output,
                "status",
                "verify",
                "no-such-command")) {
            String line = command.contains("-") && !command.contains(" ") ? command : command + " -c " + config;
            Weir.execute(line.split(" ", -1));
        }
        System.exit(0);
    }

    private static List<String> rows() {
        return IntStream.range(0, ROWS)
                .mapToObj(i -> "{\"device\":\"p" + i % 3 + "\",\"ts\":" + (1_780_000_000_000L + 100L * i) + ",\"temp\":"
                        + (20.5 + i) + "}")
                .toList();
    }

    /** Rows and results in a journal, as the appliance writes them. */
    private static void record(Path config) throws Exception {
        Appliance appliance = Appliance.start(ConfigReader.read(config, name -> null));
        long deadline = System.nanoTime() + LIMIT.toNanos();
        while (appliance.totals().journaled() < ROWS && System.nanoTime() < deadline) {
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
        appliance.stop();
    }
}
