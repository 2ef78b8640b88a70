package io.weir.appliance.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code weir check} as a process: what it says of right and of wrong files. */
class CheckCommandTest {
    private static final String GOOD = """
            version: 1
            data_dir: data
            sources:
              plant:
                type: mqtt
                url: mqtt://127.0.0.1:1883
                topics: ["plant/#"]
                password: hush
                username: box
            streams:
              press:
                inputs: [plant]
                key: $.device
                fields:
                  temp: double
                  rpm: long
            pipelines:
              press_1m:
                input: press
                where: temp > 0
                window: { type: tumbling, size: 1m }
                aggregate:
                  n: count()
                  hot: max(temp)
            """;

    @TempDir
    private Path dir;

    @Test
    void shouldSayWhatARightFileWillDo() throws IOException {
        WeirProcess weir = check(GOOD);

        assertThat(weir.err()).isEmpty();
        assertThat(weir.exitCode()).isZero();
        assertThat(weir.out())
                .startsWith(file() + " is right.\n")
                .contains("source plant: MQTT 5 at mqtt://127.0.0.1:1883, plant/#, QoS 1")
                .contains("stream press: 2 fields from plant, key $.device, time of arrival, into journal readings")
                .contains(
                        "pipeline press_1m: press where temp > 0 by key, windows of 1m, 2 aggregates, into journal results")
                .contains("/health and /metrics")
                .doesNotContain("hush");
    }

    static List<Path> examples() throws IOException {
        Path here = Path.of("").toAbsolutePath();
        while (!Files.isDirectory(here.resolve("appliance-config/examples"))) {
            here = here.getParent();
        }
        try (Stream<Path> files = Files.list(here.resolve("appliance-config/examples"))) {
            return files.filter(Files::isRegularFile).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void shouldFindEveryExampleRight(Path example) {
        WeirProcess weir = WeirProcess.complete(dir, "check", "-c", example.toString());

        assertThat(weir.err()).isEmpty();
        assertThat(weir.exitCode()).isZero();
        assertThat(weir.out()).startsWith(example + " is right.\nsource ").contains("\npipeline ");
    }

    @Test
    void shouldPrintAnEffectiveConfigurationThatReadsBackTheSame() throws IOException {
        Files.writeString(file(), GOOD.replace("password: hush", "password: ${SECRET:-hush}"));
        WeirProcess first = WeirProcess.complete(dir, "check", "--effective", "-c", file().toString());
        assertThat(first.err()).isEmpty();
        assertThat(first.out()).doesNotContain("hush").contains("linger:").contains("listen:");

        Files.writeString(file(), first.out());
        WeirProcess second = WeirProcess.complete(dir, "check", "--effective", "-c", file().toString());

        assertThat(second.err()).isEmpty();
        assertThat(second.exitCode()).isZero();
        assertThat(second.out()).isEqualTo(first.out());
    }

    private List<String> schemaProblems(String schema) throws IOException {
        Files.writeString(dir.resolve("press.avsc"), schema);
        Files.writeString(
                file(),
                GOOD.replace(
                        "    key: $.device\n",
                        "    key: $.device\n    decode: { type: avro, schema_file: press.avsc }\n"));
        return problems();
    }

    @Test
    void shouldHoldTheStreamAgainstTheSchemaOfItsPayloads() throws IOException {
        String fields = "{\"name\":\"device\",\"type\":\"string\"},{\"name\":\"temp\",\"type\":\"double\"}";
        assertThat(schemaProblems("{\"type\":\"record\",\"name\":\"P\",\"fields\":[" + fields + "]}"))
                .containsExactly(
                        file() + ":14:40: streams.press.fields.rpm: is $.rpm, which 'press.avsc' does not have;"
                                + " it has: device, temp");
        assertThat(schemaProblems("{\"type\":\"record\",\"name\":\"P\",\"fields\":[" + fields
                        + ",{\"name\":\"rpms\",\"type\":\"int\"}]}"))
                .containsExactly(
                        file() + ":14:40: streams.press.fields.rpm: is $.rpm, which 'press.avsc' does not have;"
                                + " did you mean '$.rpms'?");
        assertThat(schemaProblems("\"long\""))
                .containsExactly(
                        file() + ":14:40: streams.press.decode.schema_file: the file 'press.avsc' is the schema of"
                                + " a long, expected that of a record, or of an array of records");
        assertThat(schemaProblems("{\"type\":\"record\"}"))
                .singleElement()
                .satisfies(it -> assertThat(it).contains("the file 'press.avsc' is no Avro schema: "));
    }

    @Test
    void shouldRefuseABudgetThatTheDiskCannotHold() throws IOException {
        Files.writeString(file(), GOOD + "storage: { budget: 900TiB }\n");

        assertThat(problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem)
                        .startsWith(file() + ":25:20: storage.budget: is 900TiB, but the file system of "
                                + dir.resolve("data") + " has ")
                        .endsWith("MiB or less, or move data_dir to a larger disk"));

        WeirProcess run = WeirProcess.complete(dir, "run", "-c", file().toString());
        assertThat(run.exitCode()).isEqualTo(78);
        assertThat(run.err()).contains("storage.budget: is 900TiB, but the file system of ");
        assertThat(Files.exists(dir.resolve("data"))).isFalse();
    }

    @Test
    void shouldSayThatTheFileIsMissing() {
        assertWrong(file() + ":1:1: there is no such file; check the path, or name another with -c FILE");
    }

    @Test
    void shouldSayThatTheFileIsEmpty() throws IOException {
        Files.createFile(file());

        assertWrong(file() + ":1:1: is empty; a configuration needs at least version, data_dir, sources and streams");
    }

    @Test
    void shouldSayThatTheFileIsADirectory() throws IOException {
        Files.createDirectory(file());

        assertWrong(file() + ":1:1: is a directory; name the configuration file itself, for example " + file()
                + "/weir.yaml");
    }

    @Test
    void shouldSayThatTheFileMayNotBeRead() throws IOException {
        assumeTrue(WeirProcess.canDropPrivileges(), "root without setpriv may read everything: skipped");
        Files.writeString(file(), GOOD);
        Files.setPosixFilePermissions(file(), Set.of());

        for (String command : List.of("check", "run", "replay press")) {
            List<String> words = new ArrayList<>(List.of(command.split(" ")));
            words.addAll(List.of("-c", file().toString()));
            WeirProcess weir = WeirProcess.startWithoutPrivileges(dir, words.toArray(String[]::new));

            assertThat(weir.exitCode()).as(command).isEqualTo(78);
            assertThat(weir.err())
                    .isEqualTo(file()
                            + ":1:1: may not be read by this user; check its owner and permissions\n1 problem\n");
            assertThat(weir.out()).isEmpty();
        }
    }

    @Test
    void shouldNotMindInWhichOrderThingsAreDefined() throws IOException {
        int streams = GOOD.indexOf("streams:");
        int pipelines = GOOD.indexOf("pipelines:");
        int sources = GOOD.indexOf("sources:");
        String turned = GOOD.substring(0, sources)
                + GOOD.substring(pipelines)
                + GOOD.substring(streams, pipelines)
                + GOOD.substring(sources, streams);

        WeirProcess right = check(GOOD);
        WeirProcess weir = check(turned);

        assertThat(weir.err()).isEmpty();
        assertThat(weir.exitCode()).isZero();
        assertThat(weir.out()).isEqualTo(right.out());
    }

    @Test
    void shouldPointAtIdsThatAreNowhere() throws IOException {
        String nowhere =
                GOOD.replace("inputs: [plant]", "inputs: [forge, plant]").replace("input: press", "input: cast");
        WeirProcess weir = check(nowhere);

        assertThat(weir.exitCode()).isEqualTo(78);
        List<String> lines = weir.err().lines().toList();
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0))
                .startsWith(file() + ":12:14: streams.press.inputs[0]: ")
                .contains("'forge'", "plant");
        assertThat(lines.get(1))
                .startsWith(file() + ":19:12: pipelines.press_1m.input: ")
                .contains("'cast'", "press");
        assertThat(lines.get(2)).isEqualTo("2 problems");
    }

    @Test
    void shouldPointAtTheTab() throws IOException {
        Files.writeString(file(), GOOD.replace("    type: mqtt", "\ttype: mqtt"));

        assertWrong(file() + ":5:1: a tab cannot be used for indentation; use spaces");
    }

    @Test
    void shouldPointAtTheSecondOfTwoEqualKeys() throws IOException {
        Files.writeString(file(), GOOD.replace("      rpm: long\n", "      temp: long\n"));

        assertWrong(
                file() + ":16:7: streams.press.fields.temp: duplicate key 'temp'; first given at line 15, column 7");
    }

    @Test
    void shouldSuggestTheKeyThatWasMeant() throws IOException {
        Files.writeString(file(), GOOD.replace("    topics:", "    topisc:"));

        List<String> problems = problems();
        assertThat(problems)
                .anySatisfy(problem -> assertThat(problem)
                        .startsWith(file() + ":7:5: sources.plant.topisc: ")
                        .endsWith("; did you mean 'topics'?"));
    }

    @Test
    void shouldSuggestTheIdThatWasMeant() throws IOException {
        Files.writeString(file(), GOOD.replace("input: press\n", "input: pres\n"));

        assertThat(problems())
                .singleElement()
                .satisfies(problem -> assertThat(problem)
                        .startsWith(file() + ":19:12: pipelines.press_1m.input: ")
                        .endsWith("; did you mean 'press'?"));
    }

    @Test
    void shouldPointIntoAWrongExpression() throws IOException {
        Files.writeString(
                file(),
                GOOD.replace("where: temp > 0", "where: temp > 0 and tmp < 200").replace("max(temp)", "max(rpn)"));

        List<String> problems = problems();
        assertThat(problems).hasSize(2);
        assertThat(problems.get(0))
                .startsWith(file() + ":20:25: pipelines.press_1m.where: ")
                .endsWith("; did you mean 'temp'?");
        assertThat(problems.get(1))
                .startsWith(file() + ":24:16: pipelines.press_1m.aggregate.hot: ")
                .endsWith("; did you mean 'rpm'?");
    }

    @Test
    void shouldReportEveryProblemInOnePass() throws IOException {
        Files.writeString(
                file(),
                GOOD.replace("version: 1", "version: 9")
                        .replace("[plant]", "[plnat]")
                        .replace("size: 1m", "size: 60")
                        .replace("rpm: long", "rpm: lnog"));

        List<String> problems = problems();
        assertThat(problems).hasSize(4).allMatch(problem -> problem.matches(".*:\\d+:\\d+: [a-z_.0-9\\[\\]]+: .+"));
        assertThat(problems.get(0)).startsWith(file() + ":1:10: version: ");
        assertThat(problems.get(1))
                .startsWith(file() + ":12:14: streams.press.inputs")
                .endsWith("mean 'plant'?");
        assertThat(problems.get(2))
                .startsWith(file() + ":16:12: streams.press.fields.rpm")
                .endsWith("mean 'long'?");
        assertThat(problems.get(3)).startsWith(file() + ":21:37: pipelines.press_1m.window.size: ");
    }

    @Test
    void shouldRefuseToRunAWrongFile() throws IOException {
        Files.writeString(file(), GOOD.replace("temp > 0", "temp > "));
        List<String> problems = problems();

        WeirProcess weir = WeirProcess.complete(dir, "run", "-c", file().toString());

        assertThat(weir.exitCode()).isEqualTo(78);
        assertThat(weir.err()).isEqualTo(problems.get(0) + "\n1 problem\n");
        assertThat(dir.resolve("data")).doesNotExist();
    }

    private Path file() {
        return dir.resolve("weir.yaml");
    }

    private WeirProcess check(String yaml) throws IOException {
        Files.writeString(file(), yaml);
        return WeirProcess.complete(dir, "check", "-c", file().toString());
    }

    private void assertWrong(String problem) {
        assertThat(problems()).containsExactly(problem);
    }

    /** Checks the file; every line but the last is a problem. */
    private List<String> problems() {
        WeirProcess weir = WeirProcess.complete(dir, "check", "-c", file().toString());
        assertThat(weir.exitCode()).as(weir.err()).isEqualTo(78);
        assertThat(weir.out()).isEmpty();
        List<String> lines = weir.err().lines().toList();
        int problems = lines.size() - 1;
        assertThat(lines.get(problems)).isEqualTo(problems == 1 ? "1 problem" : problems + " problems");
        return lines.subList(0, problems);
    }
}
