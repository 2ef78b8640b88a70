package io.weir.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.weir.demo.plant.Await;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The demo as a process, as the launcher starts it. */
@Tag("slow")
class DemoTest {
    private static final long SIGINT_BIT = 1 << (2 - 1);
    private static final String CTRL_C = "\u0003";

    @TempDir
    private Path dir;

    /** The program on a pseudo-terminal, which {@code script} of util-linux makes. */
    private static final class Terminal implements AutoCloseable {
        private final Process process;
        private final ByteArrayOutputStream written = new ByteArrayOutputStream();
        private final Thread reader;

        Terminal(Path script, String command) throws IOException {
            ProcessBuilder builder = new ProcessBuilder(script.toString(), "-qefc", command, "/dev/null");
            builder.environment().put("SHELL", "/bin/sh");
            process = builder.redirectErrorStream(true).start();
            reader = new Thread(this::read, "terminal");
            reader.setDaemon(true);
            reader.start();
        }

        private void read() {
            try (InputStream in = process.getInputStream()) {
                in.transferTo(written);
            } catch (IOException e) {
                // The terminal is gone.
            }
        }

        /** Everything that was ever written to it. */
        String screen() {
            return written.toString(StandardCharsets.UTF_8);
        }

        void type(String keys) throws IOException {
            process.getOutputStream().write(keys.getBytes(StandardCharsets.US_ASCII));
            process.getOutputStream().flush();
        }

        int exitCode() throws InterruptedException {
            assertThat(process.waitFor(60, TimeUnit.SECONDS)).as(screen()).isTrue();
            reader.join(10_000);
            return process.exitValue();
        }

        @Override
        public void close() {
            process.destroyForcibly();
        }
    }

    @Test
    void shouldDrawInPlaceOnATerminalAndDrainOnCtrlC() throws Exception {
        Path script = Path.of("/usr/bin/script");
        assumeTrue(Files.isExecutable(script), "script (util-linux) is not installed: skipped");
        assumeTrue(!ignoresInterrupts(), "started with SIGINT ignored, as in the background of a script: skipped");
        Path weir = weirScript();
        Path data = dir.resolve("the data");
        String command = String.join(
                " ",
                Stream.concat(
                                demo("-Dweir.terminal=true", "-Dweir.command=" + weir).stream(),
                                Stream.of("--rate", "1000", "--data-dir", data.toString()))
                        .map(word -> "'" + word + "'")
                        .toList());
        try (Terminal terminal = new Terminal(script, "exec " + command)) {
            assertThat(Await.until(() -> terminal.screen().contains("configuration: ")))
                    .as(() -> terminal.screen())
                    .isTrue();
            assertThat(Await.until(() -> frames(terminal.screen()).size() > 1))
                    .as(() -> terminal.screen())
                    .isTrue();
            // The sensors report how much they have sent once a second, which may be after it has been received.
            assertThat(Await.until(() -> frames(terminal.screen()).size() > 4
                            && number(wholeFrame(terminal.screen()), "sent") > 0
                            && number(wholeFrame(terminal.screen()), "windows") > 0
                            && number(wholeFrame(terminal.screen()), "dead letters") > 0
                            && number(wholeFrame(terminal.screen()), "late") > 0))
                    .as(() -> terminal.screen())
                    .isTrue();
            assertFrame(terminal.screen());

            terminal.type(CTRL_C);

            assertThat(terminal.exitCode()).as(terminal.screen()).isZero();
            assertThat(terminal.screen()).contains("Drained and stopped").doesNotContain("Exception");
            assertCommandsRun(terminal.screen(), weir);
        }
    }

    /** What a process ignores, its children ignore, too. */
    private static boolean ignoresInterrupts() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/status")).stream()
                .filter(line -> line.startsWith("SigIgn:"))
                .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & SIGINT_BIT) != 0);
    }

    /** What was drawn, block by block; the last may not be whole yet. */
    private static List<String> frames(String screen) {
        return List.of(screen.split("\u001b\\[[0-9]+A", -1));
    }

    private static String wholeFrame(String screen) {
        List<String> frames = frames(screen);
        return frames.get(frames.size() - 2);
    }

    /** The first number behind a word at the beginning of a line; -1: none. */
    private static long number(String frame, String word) {
        Matcher matcher = Pattern.compile("  " + word + " +([0-9,]+)").matcher(frame);
        return matcher.find() ? Long.parseLong(matcher.group(1).replace(",", "")) : -1;
    }

    private static void assertFrame(String screen) {
        String frame = wholeFrame(screen);
        assertThat(number(frame, "sent")).isPositive();
        assertThat(number(frame, "received")).isPositive();
        assertThat(number(frame, "journaled")).isPositive();
        assertThat(frame)
                .containsPattern("received +[0-9,]+ +[0-9,]+/s  [\u2581-\u2588]+")
                .containsPattern("latency +p50 [0-9.]+ ms   p99 [0-9.]+ ms")
                .containsPattern("disk +[0-9.]+[KM]iB");
    }

    /** Pastes every command that was printed at the end into a shell. */
    private void assertCommandsRun(String screen, Path weir) throws Exception {
        String end = screen.substring(screen.indexOf("The data stays; try:"));
        List<String> commands = end.lines()
                .map(String::strip)
                .filter(line -> line.startsWith(weir.toString()))
                .toList();
        assertThat(commands).hasSize(5);
        for (String command : commands) {
            Process process = new ProcessBuilder("/bin/sh", "-c", command)
                    .redirectError(dir.resolve("err.txt").toFile())
                    .start();
            String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue())
                    .as("%s: %s", command, Files.readString(dir.resolve("err.txt")))
                    .isZero();
            assertThat(out).as(command).isNotEmpty();
        }
    }

    /** Stands for the launcher: the appliance's program with the class path of this test. */
    private Path weirScript() throws IOException {
        List<String> words = new ArrayList<>(java());
        words.add("io.weir.appliance.cli.Weir");
        String line =
                String.join(" ", words.stream().map(word -> "'" + word + "'").toList());
        Path file = Files.writeString(dir.resolve("weir"), "#!/bin/sh\nexec " + line + " \"$@\"\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
        return file;
    }

    private static List<String> java() {
        Path dist = Path.of("").toAbsolutePath();
        while (!Files.exists(dist.resolve("appliance/src/main/dist"))) {
            dist = dist.getParent();
        }
        dist = dist.resolve("appliance/src/main/dist");
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.add("@" + dist.resolve("jvm.options"));
        if (Runtime.version().feature() >= 24) {
            words.add("@" + dist.resolve("jvm-24.options"));
        }
        words.addAll(List.of("-cp", System.getProperty("java.class.path")));
        return words;
    }

    private static List<String> demo(String... properties) {
        List<String> words = new ArrayList<>(java());
        words.addAll(1, List.of(properties));
        words.add("io.weir.demo.Demo");
        return words;
    }

    static List<Arguments> misused() {
        return List.of(
                Arguments.of("--rate must be 5 to 1000000 messages a second, not 0", "--rate 0"),
                Arguments.of("--rate must be 5 to 1000000 messages a second, not -3", "--rate -3"),
                Arguments.of("--rate must be 5 to 1000000 messages a second, not 4", "--rate 4"),
                Arguments.of("--rate must be 5 to 1000000 messages a second, not 1000001", "--rate 1000001"),
                Arguments.of("Invalid value for option '--rate': 'fast' is not an int", "--rate fast"),
                Arguments.of("Invalid value for option '--duration': '5' is no duration", "--duration 5"),
                Arguments.of("Invalid value for option '--duration': '0s' is no duration", "--duration 0s"),
                Arguments.of("Invalid value for option '--duration': '-5s' is no duration", "--duration -5s"),
                Arguments.of("Invalid value for option '--duration': 'soon' is no duration", "--duration soon"),
                Arguments.of("Missing required parameter for option '--data-dir'", "--data-dir"),
                Arguments.of("--data-dir @full is not empty; name another, or remove it", "--data-dir @full"),
                Arguments.of("--data-dir @full/file is there and no directory; name another", "--data-dir @full/file"),
                Arguments.of("--data-dir @full/file/x cannot be made: ", "--data-dir @full/file/x"),
                Arguments.of("Unknown options: '--raet', '5'", "--raet 5"));
    }

    @ParameterizedTest
    @MethodSource("misused")
    void shouldExit2AndSayWhatIsWrong(String message, String arguments) throws Exception {
        Path full = Files.createDirectory(dir.resolve("full"));
        Files.writeString(full.resolve("file"), "x");
        List<String> words = demo("-XX:TieredStopAtLevel=1");
        words.addAll(List.of(arguments.replace("@full", full.toString()).split(" ")));

        Process process = new ProcessBuilder(words).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(err)
                .startsWith("weir demo: " + message.replace("@full", full.toString()))
                .endsWith("\n'weir demo --help' shows how it is used\n")
                .hasLineCount(2);
        assertThat(out).isEmpty();
        assertThat(process.exitValue()).isEqualTo(2);
    }
}
