package io.weir.appliance.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code weir test} as a process: the examples' tests, the README's, and what becomes of wrong ones. */
class TestCommandTest {
    private static final Path EXAMPLES = Path.of("..", "appliance-config", "examples");

    @TempDir
    private Path dir;

    private String readme = "";

    @BeforeEach
    void copyTheReadme() throws IOException {
        readme = Files.readString(Path.of("..", "README.md"));
        Files.writeString(dir.resolve("weir.yaml"), yaml("## A configuration"));
        Files.writeString(file(), yaml("## Tests of a configuration"));
    }

    private String yaml(String heading) {
        int start = readme.indexOf("```yaml\n", readme.indexOf(heading + "\n")) + "```yaml\n".length();
        return readme.substring(start, readme.indexOf("```", start));
    }

    private Path file() {
        return dir.resolve("press-test.yaml");
    }

    private WeirProcess test(String... arguments) {
        List<String> all = new ArrayList<>(List.of("test"));
        all.addAll(List.of(arguments));
        return WeirProcess.complete(dir, all.toArray(String[]::new));
    }

    private void change(String from, String to) throws IOException {
        String text = Files.readString(file());
        assertThat(text).contains(from);
        Files.writeString(file(), text.replace(from, to));
    }

    @Test
    void shouldPassTheTestsOfEveryExample() throws IOException {
        List<String> files = new ArrayList<>();
        try (Stream<Path> examples = Files.list(EXAMPLES)) {
            for (Path example : examples.filter(Files::isRegularFile).sorted().toList()) {
                String name = example.getFileName().toString().replace(".yaml", "-test.yaml");
                files.add(EXAMPLES.resolve("tests").resolve(name).toString());
            }
        }
        WeirProcess weir = test(files.toArray(String[]::new));

        assertThat(weir.err()).isEmpty();
        assertThat(weir.out()).doesNotContain("FAILED").contains("mqtt-test.yaml: a message becomes a row\n");
        assertThat(weir.out()).matches("(?s).*\n\\d\\d tests: \\d\\d ok, 0 failed\n");
        assertThat(weir.exitCode()).isZero();
    }

    @Test
    void shouldPassTheTestsOfTheReadmeAndWriteNothing() throws IOException {
        WeirProcess weir = test(file().toString());

        assertThat(weir.err()).isEmpty();
        assertThat(weir.out())
                .isEqualTo("ok      " + file() + ": a late row revises its window\nok      " + file()
                        + ": a silent press closes its window\n2 tests: 2 ok, 0 failed\n");
        assertThat(weir.exitCode()).isZero();
        try (Stream<Path> left = Files.list(dir)) {
            assertThat(left.filter(it -> it.toString().endsWith(".yaml"))).hasSize(2);
        }
    }

    @Test
    void shouldEndWith1AndShowWhatDiffersWhenATestFails() throws IOException {
        change("temp_avg: 22", "temp_avg: 22.5");
        WeirProcess weir = test("--filter", "late*window", file().toString());

        assertThat(weir.exitCode()).isEqualTo(1);
        assertThat(weir.err()).isEmpty();
        assertThat(weir.out())
                .startsWith("FAILED  " + file() + ": a late row revises its window\n  press_1m, expected at ")
                .contains("    - 2026-11-22T10:00:00Z  1         2  22.5      expected at " + file() + ":11:11\n"
                        + "    + 2026-11-22T10:00:00Z  1         2  22        came\n")
                .endsWith("1 test: 0 ok, 1 failed\n");

        WeirProcess ndjson =
                test("--format", "ndjson", "-c", dir.resolve("weir.yaml").toString(), file().toString());
        assertThat(ndjson.exitCode()).isEqualTo(1);
        assertThat(ndjson.out().lines().toList().get(0))
                .isEqualTo("{\"file\":\"" + file() + "\",\"test\":\"a late row revises its window\",\"ok\":false,"
                        + "\"differences\":[{\"output\":\"press_1m\",\"at\":\"" + file() + ":11:11\","
                        + "\"expected\":{\"window_start\":\"2026-11-22T10:00:00Z\",\"revision\":1,\"n\":2,\"temp_avg\":22.5},"
                        + "\"actual\":{\"window_start\":\"2026-11-22T10:00:00Z\",\"window_end\":\"2026-11-22T10:01:00Z\","
                        + "\"revision\":1,\"key\":\"p7\",\"n\":2,\"temp_avg\":22.0,\"temp_p99\":"
                        + ndjson.out().replaceAll("(?s).*?\"temp_p99\":([0-9.]+).*", "$1")
                        + "},\"columns\":[\"temp_avg\"]}],\"notes\":[]}");
        assertThat(ndjson.out().lines().toList().get(1)).contains("\"ok\":true,\"differences\":[]");
    }

    @Test
    void shouldEndWith78AndEveryProblemOfEveryFile() throws IOException {
        change("key: p7, temp: 20", "key: p7, tmp: 20");
        Path other = dir.resolve("other-test.yaml");
        Files.writeString(other, "config: gone.yaml\ntests: []\n");
        WeirProcess weir = test(
                file().toString(), other.toString(), dir.resolve("none.yaml").toString());

        assertThat(weir.exitCode()).isEqualTo(78);
        assertThat(weir.out()).isEmpty();
        assertThat(weir.err().lines())
                .containsExactly(
                        file() + ":5:50: tests[0].input.press[0].tmp: unknown key 'tmp'; did you mean 'temp'?",
                        dir.resolve("gone.yaml")
                                + ":1:1: there is no such file; check the path, or name another with -c FILE",
                        dir.resolve("none.yaml") + ":1:1: there is no such file; check the path",
                        "3 problems");
    }

    @Test
    void shouldEndWith2WithoutAFileOrWithoutATest() {
        WeirProcess none = test();
        assertThat(none.exitCode()).isEqualTo(2);
        assertThat(none.err()).startsWith("weir: Missing required parameter: 'FILE'");

        WeirProcess unnamed = test("--filter", "hopping", file().toString());
        assertThat(unnamed.exitCode()).isEqualTo(2);
        assertThat(unnamed.err())
                .startsWith("weir: --filter 'hopping': no test is named so; there is, for example,"
                        + " 'a late row revises its window'\n");
    }
}
