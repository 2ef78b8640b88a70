package io.weir.config.bind;

import io.weir.config.ConfigException;
import io.weir.config.Location;
import io.weir.config.Problem;
import io.weir.config.WeirConfig;
import io.weir.config.unittest.TestCase;
import io.weir.config.unittest.TestFile;
import io.weir.config.yaml.Quote;
import io.weir.config.yaml.YamlParser;
import io.weir.model.Schema;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A file of unit tests into a {@link TestFile}: {@link #open} finds out which configuration it tests, {@link #bind} checks
 * it against that.
 */
public final class TestFileBinder {
    private final Path file;
    private final Problems problems = new Problems();
    private Optional<Section> root = Optional.empty();
    private Optional<Path> config = Optional.empty();

    private TestFileBinder(Path file) {
        this.file = file;
    }

    /**
     * Takes a parsed file.
     *
     * @param environment the value of a variable, null when it is not set
     * @throws ConfigException only with more problems than anybody reads; others are reported by {@link #bind}
     */
    public static TestFileBinder open(
            Path file, YamlParser.Parsed parsed, Function<String, @Nullable String> environment)
            throws ConfigException {
        Location start = new Location(file, 1, 1);
        TestFileBinder binder = new TestFileBinder(file);
        try {
            binder.problems.addAll(parsed.problems());
            Element element = new Element(
                    new Variables(environment, binder.problems).replace(parsed.root(), ""), start, "", binder.problems);
            binder.root = Section.open(element, List.of("config", "tests"), List.of());
            binder.config = binder.root.flatMap(it -> it.read("config", binder::path));
        } catch (Problems.TooMany e) {
            throw new ConfigException(binder.problems.sorted());
        }
        return binder;
    }

    private Optional<Path> path(Element element) {
        Optional<String> text = element.text("the path of a configuration, for example ../weir.yaml");
        try {
            return text.map(it -> file.resolveSibling(it).normalize());
        } catch (InvalidPathException e) {
            return element.problem("is not a path: it contains U+0000");
        }
    }

    /** The configuration that the file names, from the folder of the file on. */
    public Optional<Path> config() {
        return config;
    }

    /**
     * Checks every test.
     *
     * @param results what the configuration's pipelines give
     * @throws ConfigException with every problem of the file, in its order
     */
    public TestFile bind(WeirConfig tested, List<Schema> results) throws ConfigException {
        List<TestCase> tests = new ArrayList<>();
        try {
            root.ifPresent(it -> tests(it, new TestCaseBinder(tested, results), tests));
        } catch (Problems.TooMany e) {
            // What was found until here is reported.
        }
        List<Problem> found = problems.sorted();
        if (!found.isEmpty()) {
            throw new ConfigException(found);
        }
        return new TestFile(file, tests);
    }

    private void tests(Section section, TestCaseBinder binder, List<TestCase> tests) {
        String example = "[{ name: a mean, input: { … }, expect: { … } }]";
        Optional<List<Element>> items = section.readRequired("tests", example, it -> it.items(example));
        if (items.isPresent() && items.get().isEmpty()) {
            section.problem("tests", "is an empty list; expected at least one test");
        }
        Set<String> names = new HashSet<>();
        for (Element item : items.orElse(List.of())) {
            Optional<TestCase> test = binder.bind(item);
            test.ifPresent(tests::add);
            if (test.isPresent() && !names.add(test.get().name())) {
                item.problem(
                        "there is a test " + Quote.of(test.get().name()) + " already; give each a name of its own");
            }
        }
    }
}
