package io.weir.config;

import io.weir.config.bind.ConfigBinder;
import io.weir.config.yaml.YamlFile;
import io.weir.config.yaml.YamlParser;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads configuration files. Opens the file, and those that it names for secrets and TLS; nothing else. */
public final class ConfigReader {
    private ConfigReader() {}

    /**
     * Reads and checks a file.
     *
     * @param file as the user wrote it: problems name it so
     * @param environment the value of a variable, null when it is not set; {@code System::getenv}
     * @throws ConfigException with every problem that was found, in the order of the file. After a mistake in the YAML
     *     itself, that one alone
     */
    public static WeirConfig read(Path file, Function<String, @Nullable String> environment) throws ConfigException {
        return ConfigBinder.bind(file, YamlParser.parse(file, YamlFile.read(file)), environment);
    }
}
