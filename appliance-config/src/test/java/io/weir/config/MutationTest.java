package io.weir.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Whatever stands in the file: a configuration or a {@link ConfigException}, and soon. */
@Timeout(120)
class MutationTest {
    private static final int RUNS = Integer.getInteger("weir.mutations", 2_000);
    private static final long SEED = Long.getLong("weir.seed", 20261122L);
    private static final Map<String, String> ENVIRONMENT = Map.of("A", "1", "EMPTY", "");
    private static final List<String> PIECES = List.of(
            "\n",
            "  ",
            "\t",
            ":",
            ": ",
            "- ",
            "[",
            "]",
            "{",
            "}",
            "\"",
            "'",
            "#",
            " #",
            "&a ",
            "*a",
            "!t ",
            "|\n",
            ">-\n",
            "? ",
            "---\n",
            "...\n",
            "%YAML 1.2\n",
            "${A}",
            "${",
            "$${",
            "${B:-",
            "${EMPTY:?",
            "\\",
            "\"\\uD800\"",
            "\"\\0\"",
            "\"\\UFFFFFFFF\"",
            "\0",
            "\u0085",
            "\uFEFF",
            "\uFFFE",
            "é",
            "😀",
            "~",
            "null",
            "0",
            "-1",
            "99999999999999999999",
            "1e9",
            "0s",
            "9d",
            "1B",
            ",",
            "<<: ",
            "$.",
            "{topic.",
            "\r",
            "\r\n",
            "@",
            "`",
            "%",
            "=");

    @TempDir
    Path folder;

    @Test
    void shouldNeverFailButWithAConfigException() throws Exception {
        List<String> originals = List.of(
                BadConfigTest.resource("good.yaml"), Configs.example("kafka.yaml"), Configs.example("mqtt.yaml"));
        Path file = folder.resolve("weir.yaml");
        int accepted = 0;
        for (int run = 0; run < RUNS; run++) {
            long seed = SEED + run;
            Random random = new Random(seed);
            byte[] text = mutated(originals.get(random.nextInt(originals.size())), random);
            Files.write(file, text);
            try {
                WeirConfig config = ConfigReader.read(file, ENVIRONMENT::get);
                checkAccepted(config, seed);
                accepted++;
            } catch (ConfigException e) {
                checkProblems(e, seed);
            } catch (RuntimeException | Error e) {
                fail("-Dweir.seed=" + seed + ": " + new String(text, StandardCharsets.UTF_8), e);
            }
        }
        assertThat(accepted).as("some mutations must be harmless").isPositive().isLessThan(RUNS);
    }

    /** What is accepted can be printed and read again. */
    private void checkAccepted(WeirConfig config, long seed) throws Exception {
        String printed = ConfigPrinter.effective(config);
        try {
            WeirConfig again = Configs.read(folder, printed, Map.of());
            assertThat(ConfigPrinter.effective(again))
                    .as("-Dweir.seed=%d", seed)
                    .isEqualTo(printed);
        } catch (ConfigException e) {
            fail("-Dweir.seed=" + seed + ": the printed configuration is refused:\n" + printed, e);
        }
    }

    private static void checkProblems(ConfigException e, long seed) {
        assertThat(e.problems()).as("-Dweir.seed=%d", seed).isNotEmpty();
        int line = 1;
        for (Problem problem : e.problems()) {
            assertThat(problem.toString()).as("-Dweir.seed=%d", seed).doesNotContain("\n", "\r", "\0", "\t");
            assertThat(problem.location().line()).as("-Dweir.seed=%d", seed).isGreaterThanOrEqualTo(line);
            assertThat(problem.location().column()).as("-Dweir.seed=%d", seed).isPositive();
            line = problem.location().line();
        }
    }

    private static byte[] mutated(String original, Random random) {
        StringBuilder text = new StringBuilder(original);
        int edits = 1 + random.nextInt(4);
        for (int i = 0; i < edits; i++) {
            int from = random.nextInt(text.length());
            int to = Math.min(text.length(), from + random.nextInt(random.nextInt(8) == 0 ? 60 : 4));
            switch (random.nextInt(5)) {
                case 0 -> text.delete(from, to);
                case 1 -> text.insert(from, PIECES.get(random.nextInt(PIECES.size())));
                case 2 -> text.replace(from, to, PIECES.get(random.nextInt(PIECES.size())));
                case 3 -> text.insert(random.nextInt(text.length()), text.substring(from, to));
                default -> text.setCharAt(from, (char) random.nextInt(random.nextInt(4) == 0 ? 0x10000 : 128));
            }
        }
        byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
        if (random.nextInt(20) == 0) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }
}
