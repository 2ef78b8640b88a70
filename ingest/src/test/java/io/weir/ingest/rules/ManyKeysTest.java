package io.weir.ingest.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("slow")
class ManyKeysTest {
    private static final long KEYS = 10_000_000;

    @TempDir
    private Path dir;

    @Test
    void shouldJournalRowsOfTenMillionKeysWithASmallHeap() throws Exception {
        Path out = dir.resolve("out");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx128m",
                        "-XX:+ExitOnOutOfMemoryError",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ManyKeysMain.class.getName(),
                        String.valueOf(KEYS))
                .redirectErrorStream(true)
                .redirectOutput(Redirect.to(out.toFile()))
                .start();
        try {
            assertThat(process.waitFor(5, TimeUnit.MINUTES)).as("ends").isTrue();
        } finally {
            process.destroyForcibly();
        }
        String printed = Files.readString(out, StandardCharsets.UTF_8);
        assertThat(process.exitValue()).as(printed).isZero();
        List<String> lines = printed.lines().toList();
        long[] counts = Pattern.compile(" ")
                .splitAsStream(lines.get(lines.size() - 1))
                .mapToLong(Long::parseLong)
                .toArray();

        long known = 100_000;
        long received = KEYS + ManyKeysMain.TWICE;
        long refused = received - 2 * known;
        // Of a key that is known the second row is sampled away; of the others every row passes, and is counted.
        assertThat(counts).startsWith(received, received - known, 0, known, received - known, known, refused);
        assertThat(counts[7]).isBetween(800_000L, 1_000_000L);
        assertThat(counts[7] + counts[8]).isEqualTo(received);
    }
}
