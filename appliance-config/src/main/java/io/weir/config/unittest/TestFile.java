package io.weir.config.unittest;

import java.nio.file.Path;
import java.util.List;

/**
 * A file of unit tests, checked against the configuration that it tests.
 *
 * @param file as the user wrote it
 * @param tests in the order of the file, at least one
 */
public record TestFile(Path file, List<TestCase> tests) {
    public TestFile {
        tests = List.copyOf(tests);
    }
}
