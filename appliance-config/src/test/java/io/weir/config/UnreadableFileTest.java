package io.weir.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that give no configuration at all. */
@Timeout(30)
class UnreadableFileTest {
    @TempDir
    Path folder;

    private String problem(Path file) {
        ConfigException failure =
                catchThrowableOfType(ConfigException.class, () -> ConfigReader.read(file, name -> null));
        assertThat(failure.problems()).hasSize(1);
        assertThat(failure).hasMessage(failure.problems().get(0).toString());
        return failure.problems().get(0).toString().replace(folder + "/", "");
    }

    private String problem(byte[] content) throws IOException {
        return problem(Files.write(folder.resolve("weir.yaml"), content));
    }

    private String problem(String content) throws IOException {
        return problem(content.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void shouldSayThatAFileIsMissing() {
        assertThat(problem(folder.resolve("none.yaml")))
                .isEqualTo("none.yaml:1:1: there is no such file; check the path, or name another with -c FILE");
    }

    @Test
    void shouldSayThatAFileIsADirectory() throws IOException {
        assertThat(problem(Files.createDirectory(folder.resolve("conf"))))
                .isEqualTo("conf:1:1: is a directory; name the configuration file itself, for example conf/weir.yaml");
    }

    @Test
    void shouldSayThatAFileMayNotBeRead() throws IOException {
        Path file = Files.writeString(folder.resolve("weir.yaml"), "version: 1");
        assumeFalse(!file.toFile().setReadable(false) || Files.isReadable(file), "this user may read everything");
        assertThat(problem(file))
                .isEqualTo("weir.yaml:1:1: may not be read by this user; check its owner and permissions");
    }

    @ParameterizedTest
    @MethodSource("empty")
    void shouldSayThatAFileIsEmpty(String content) throws IOException {
        assertThat(problem(content))
                .isEqualTo("weir.yaml:1:1: is empty; a configuration needs at least version, data_dir, sources and"
                        + " streams");
    }

    static Stream<String> empty() {
        return Stream.of("", "\n\n", "# only a comment\n", "\uFEFF", "---\n", "null");
    }

    @ParameterizedTest
    @MethodSource("notMappings")
    void shouldSayThatAFileIsNoMapping(String content, String what) throws IOException {
        assertThat(problem(content))
                .isEqualTo(
                        "weir.yaml:1:1: is " + what + "; expected a mapping with the keys version, data_dir, sources,"
                                + " streams, pipelines, storage, batch, api");
    }

    static Stream<Arguments> notMappings() {
        return Stream.of(Arguments.of("hello", "a single value"), Arguments.of("[1, 2]", "a list"));
    }

    @Test
    void shouldSayWhereAFileIsNotUtf8() throws IOException {
        byte[] latin = "version: 1\ndata_dir: /größe\n".getBytes(StandardCharsets.ISO_8859_1);
        assertThat(problem(latin))
                .isEqualTo("weir.yaml:2:14: byte 0xF6 is not valid UTF-8; save the file with the encoding UTF-8");
        assertThat(problem("version: 1".getBytes(StandardCharsets.UTF_16)))
                .isEqualTo("weir.yaml:1:1: byte 0xFE is not valid UTF-8; save the file with the encoding UTF-8");
        byte[] cut = {'a', ':', ' ', (byte) 0xc3};
        assertThat(problem(cut))
                .isEqualTo("weir.yaml:1:4: byte 0xC3 is not valid UTF-8; save the file with the encoding UTF-8");
    }

    @Test
    void shouldRefuseALargeFile() throws IOException {
        assertThat(problem("#".repeat((1 << 20) + 1)))
                .isEqualTo("weir.yaml:1:1: is larger than 1MiB; a configuration is at most 1MiB: is this the right"
                        + " file?");
    }

    @Test
    void shouldRefuseDeepNesting() throws IOException {
        assertThat(problem("[".repeat(1 << 20))).isEqualTo("weir.yaml:1:34: is nested more than 32 levels deep");
        assertThat(problem("a: ".repeat(3) + "{"))
                .isEqualTo("weir.yaml:1:5: ':' is not allowed here; quote the text if ':' belongs to it, or check the"
                        + " indentation");
        assertThat(problem("{a: ".repeat(250_000))).contains("is nested more than 32 levels deep");
        assertThat(problem("- ".repeat(500_000))).contains("is nested more than 32 levels deep");
    }

    @Test
    void shouldRefuseABombOfAliases() throws IOException {
        StringBuilder bomb = new StringBuilder("a0: &a0 [x, x]\n");
        for (int i = 1; i < 60; i++) {
            bomb.append("a%d: &a%d [*a%d, *a%d]\n".formatted(i, i, i - 1, i - 1));
        }
        ConfigException failure = catchThrowableOfType(
                ConfigException.class,
                () -> ConfigReader.read(Files.writeString(folder.resolve("weir.yaml"), bomb.toString()), name -> null));
        assertThat(failure.problems())
                .extracting(Problem::message)
                .contains(
                        "anchors (&a0) are not supported; write the value out",
                        "aliases (*a0) are not supported; write the value out");
    }

    @Test
    void shouldStopLookingAfterAThousandProblems() throws IOException {
        StringBuilder text = new StringBuilder("version: 1\nsources:\n");
        for (int i = 0; text.length() < 400_000; i++) {
            text.append("  s")
                    .append(i)
                    .append(": { type: mqtt, url: \"mqtt://a\", topics: [a], client_id: c")
                    .append(i)
                    .append(" }\n");
        }
        text.append("streams:\n  s:\n    inputs: [");
        for (int i = 0; text.length() < 1_000_000; i++) {
            text.append("x").append(i).append(", ");
        }
        Path file = Files.writeString(folder.resolve("weir.yaml"), text.append("]\n"));
        ConfigException failure =
                catchThrowableOfType(ConfigException.class, () -> ConfigReader.read(file, name -> null));
        assertThat(failure.problems()).hasSize(1000);
    }
}
