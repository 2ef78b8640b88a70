package io.weir.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every problem of every case in {@code bad.txt}, to the letter. */
class BadConfigTest {
    private static final Map<String, String> ENVIRONMENT = Map.of("EMPTY", "", "NUMBER", "7", "SECRET", "hush");

    @TempDir
    Path folder;

    @Test
    void shouldFindNoProblemInTheFileThatTheCasesChange() {
        assertThat(Configs.problems(folder, resource("good.yaml"), ENVIRONMENT)).isEmpty();
    }

    @TestFactory
    Stream<DynamicTest> shouldReportEveryProblemOfACase() {
        List<Case> cases = cases(resource("bad.txt"));
        assertThat(cases).hasSizeGreaterThan(100);
        return cases.stream().map(it -> dynamicTest(it.line() + ": " + it.with().strip(), () -> check(it)));
    }

    private void check(Case it) {
        String good = resource("good.yaml");
        String bad = good.replace(it.replaced(), it.with());
        assertThat(bad).as("line %d of bad.txt changes nothing", it.line()).isNotEqualTo(good);

        List<String> problems = Configs.problems(folder, bad, ENVIRONMENT);

        assertThat(problems).as("line %d of bad.txt", it.line()).isEqualTo(it.problems());
        assertThat(String.join("\n", problems)).doesNotContain("hush");
    }

    /** @param line of bad.txt, where the case begins */
    private record Case(int line, String replaced, String with, List<String> problems) {}

    private static List<Case> cases(String text) {
        List<Case> cases = new ArrayList<>();
        String[] lines = text.split("\n", -1);
        for (int i = 0; i < lines.length; i++) {
            int first = i;
            StringBuilder replaced = new StringBuilder();
            StringBuilder with = new StringBuilder();
            List<String> problems = new ArrayList<>();
            for (; i < lines.length && !lines[i].isEmpty(); i++) {
                String line = lines[i].length() > 2 ? lines[i].substring(2) : "";
                switch (lines[i].charAt(0)) {
                    case '-' -> replaced.append(line).append('\n');
                    case '+' ->
                        with.append(line.replace("<TAB>", "\t").replace("<NUL>", "\0"))
                                .append('\n');
                    case '=' -> problems.add(line);
                    default -> first = i + 1; // a comment
                }
            }
            if (!problems.isEmpty()) {
                cases.add(new Case(first + 1, replaced.toString(), with.toString(), problems));
            }
        }
        return cases;
    }

    static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(BadConfigTest.class.getResourceAsStream("/" + name))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
