package io.weir.config.unittest;

import io.weir.config.ConfigException;
import io.weir.config.Location;
import io.weir.config.Problem;
import io.weir.config.bind.TestFileBinder;
import io.weir.config.yaml.YamlFile;
import io.weir.config.yaml.YamlParser;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads files of unit tests. */
public final class TestFileReader {
    private TestFileReader() {}

    /**
     * Reads a file, to find out which configuration it tests, and then to check it against that.
     *
     * @param file as the user wrote it: problems name it so
     * @param environment the value of a variable, null when it is not set
     * @throws ConfigException if it cannot be read, or is no YAML
     */
    public static TestFileBinder open(Path file, Function<String, @Nullable String> environment)
            throws ConfigException {
        Location start = new Location(file, 1, 1);
        if (Files.notExists(file)) {
            throw new ConfigException(List.of(new Problem(start, "", "there is no such file; check the path")));
        }
        String text = YamlFile.read(file);
        if (text.isBlank()) {
            throw new ConfigException(List.of(new Problem(start, "", "is empty; a test file needs at least tests")));
        }
        return TestFileBinder.open(file, YamlParser.parse(file, text), environment);
    }
}
