package io.weir.appliance.cli;

import io.weir.appliance.unittest.TestReport;
import io.weir.appliance.unittest.TestResult;
import io.weir.appliance.unittest.UnitTests;
import io.weir.config.ConfigException;
import io.weir.config.ConfigReader;
import io.weir.config.Problem;
import io.weir.config.bind.TestFileBinder;
import io.weir.config.unittest.TestCase;
import io.weir.config.unittest.TestFile;
import io.weir.config.unittest.TestFileReader;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code weir test}. */
@Command(
        name = "test",
        mixinStandardHelpOptions = true,
        description = {
            "Runs unit tests of a configuration: rows or messages in, with their times, and the results that must come"
                    + " out. Needs no broker and no data directory, and writes nothing.",
            ""
        },
        footer = {
            "",
            "A test file:",
            "  config: weir.yaml                  # from this file's folder; default: -c, then weir.yaml beside this file",
            "  tests:",
            "    - name: a mean for each minute",
            "      input:",
            "        press:                       # a stream's rows, in the order of arrival; or messages:",
            "                                     # { topic: plant/p7, payload: '{\"temp\": 1}', arrival: +1s }",
            "          - { time: 2026-11-22T10:00:01Z, key: p7, temp: 21.5 }",
            "          - { time: +70s, key: p7, temp: 23 }       # after the row before",
            "          - idle: 40s                               # nothing comes",
            "      expect:                        # streams, pipelines, dead_letters (default: none); the columns that",
            "        press_1m:                    # are named are compared, rows in their order",
            "          - { window_start: 2026-11-22T10:00:00Z, key: p7, n: 1, temp_avg: 21.5 }",
            "          - { window_start: 2026-11-22T10:01:00Z, key: p7, n: 1, temp_avg: 23 }",
            "      tolerance: 1e-9                # of doubles",
            "      close: true                    # in the end time goes on until every window has closed",
            "",
            "Exit codes: 0 all passed, 1 a test failed, 2 wrong usage, 78 wrong configuration or test file.",
            "",
            "Examples:",
            "  weir test press-test.yaml",
            "  weir test -c weir.yaml tests/*.yaml --filter 'late*window'"
        })
final class TestCommand implements Callable<Integer> {
    private enum Format {
        text,
        ndjson
    }

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before call
    private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Files of tests.")
    private final List<Path> files = new ArrayList<>();

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            description = "The configuration for test files that name none; default: weir.yaml beside the test file.")
    private @Nullable Path config;

    @Option(
            names = "--filter",
            paramLabel = "PATTERN",
            description = "Only tests whose name contains this; * stands for any characters.")
    private String filter = "";

    @Option(names = "--format", description = "${COMPLETION-CANDIDATES}; default: ${DEFAULT-VALUE}.")
    private Format format = Format.text;

    private final Map<Path, UnitTests> configurations = new LinkedHashMap<>();
    private final List<Problem> problems = new ArrayList<>();

    /** A file with the configuration that it tests. */
    private record Bound(TestFile file, UnitTests tests) {}

    @Override
    public Integer call() throws Exception {
        List<Bound> bound = new ArrayList<>();
        for (Path file : files) {
            try {
                bound.add(bind(file));
            } catch (ConfigException e) {
                e.problems().stream().filter(it -> !problems.contains(it)).forEach(problems::add);
            }
        }
        if (!problems.isEmpty()) {
            throw new ConfigException(problems);
        }
        return run(bound);
    }

    private Bound bind(Path file) throws ConfigException {
        TestFileBinder opened = TestFileReader.open(file, System::getenv);
        Path tested = opened.config().orElse(config == null ? file.resolveSibling("weir.yaml") : config);
        UnitTests tests = configurations.get(tested);
        if (tests == null) {
            tests = new UnitTests(ConfigReader.read(tested, System::getenv));
            configurations.put(tested, tests);
        }
        return new Bound(opened.bind(tests.config(), tests.results()), tests);
    }

    private int run(List<Bound> bound) throws ConfigException {
        PrintWriter out = spec.commandLine().getOut();
        TestReport report = format == Format.text ? TestReport.text(out) : TestReport.ndjson(out);
        Pattern wanted = Pattern.compile(Pattern.quote(filter).replace("*", "\\E.*\\Q"));
        int ran = 0;
        boolean failed = false;
        for (Bound each : bound) {
            for (TestCase test : each.file().tests()) {
                if (wanted.matcher(test.name()).find()) {
                    TestResult result = each.tests().run(test);
                    report.test(each.file(), result);
                    failed |= !result.isPassed();
                    ran++;
                }
            }
        }
        if (ran == 0) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--filter '" + filter + "': no test is named so; there is, for example, '"
                            + bound.get(0).file().tests().get(0).name() + "'");
        }
        report.end();
        return failed ? ExitCode.FAILED : ExitCode.OK;
    }
}
