package io.weir.config;

import io.weir.config.bind.ConfigBinder;
import io.weir.config.yaml.YamlFile;
import io.weir.config.yaml.YamlNode;
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

    /**
     * Where a value stands in a file, for problems that only show once it is used.
     *
     * @param keys from the outermost on: {@code storage}, {@code budget}
     * @return the place of the innermost of them that the file has; its beginning if it has none
     */
    public static Location locate(Path file, String... keys) throws ConfigException {
        YamlNode node = YamlParser.parse(file, YamlFile.read(file)).root();
        for (String key : keys) {
            YamlNode inner = node;
            node = node instanceof YamlNode.Mapping mapping
                    ? mapping.entries().stream()
                            .filter(entry -> entry.key().equals(key))
                            .findFirst()
                            .map(YamlNode.Entry::value)
                            .orElse(inner)
                    : inner;
        }
        return node.location();
    }
}
