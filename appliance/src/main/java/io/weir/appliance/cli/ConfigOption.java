package io.weir.appliance.cli;

import io.weir.config.ConfigException;
import io.weir.config.ConfigReader;
import io.weir.config.Problem;
import io.weir.config.WeirConfig;
import io.weir.storage.Capacity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code -c FILE}, the same for every command. */
final class ConfigOption {
    private static final List<Path> DEFAULTS = List.of(Path.of("/etc/weir/weir.yaml"), Path.of("weir.yaml"));

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "The configuration; default: /etc/weir/weir.yaml, then ./weir.yaml.")
    private @Nullable Path file;

    /** The file that was named, or the first default that exists, or else the last default. */
    Path path() {
        if (file != null) {
            return file;
        }
        return DEFAULTS.stream().filter(Files::exists).findFirst().orElse(DEFAULTS.get(DEFAULTS.size() - 1));
    }

    WeirConfig read() throws ConfigException {
        return ConfigReader.read(path(), System::getenv);
    }

    /** For commands that write the journal: whether its disk can hold what the configuration allows. */
    void checkDisk(WeirConfig read) throws ConfigException {
        Optional<String> problem = Capacity.problem(read.dataDir(), read.storage());
        if (problem.isPresent()) {
            throw new ConfigException(List.of(new Problem(
                    ConfigReader.locate(read.file(), "storage", "budget"), "storage.budget", problem.get())));
        }
    }
}
