package io.weir.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads configurations in tests. */
final class Configs {
    /** The folder of the examples that are shipped. */
    static final Path EXAMPLES = Path.of("examples");

    private Configs() {}

    static String example(String name) {
        try {
            return Files.readString(EXAMPLES.resolve(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static WeirConfig read(Path folder, String text, Map<String, String> environment) throws ConfigException {
        try {
            Path file = folder.resolve("weir.yaml");
            Files.writeString(file, text);
            return ConfigReader.read(file, environment::get);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The problems, one a line, with the file's name without its folder; empty when there are none. */
    static List<String> problems(Path folder, String text, Map<String, String> environment) {
        try {
            read(folder, text, environment);
            return List.of();
        } catch (ConfigException e) {
            return e.problems().stream()
                    .map(Problem::toString)
                    .map(it -> it.replace(folder + "/", ""))
                    .toList();
        }
    }

    /** A stream's or pipeline's or source's value that must be there. */
    static <T> T get(Map<String, T> values, String id) {
        return Optional.ofNullable(values.get(id)).orElseThrow();
    }
}
