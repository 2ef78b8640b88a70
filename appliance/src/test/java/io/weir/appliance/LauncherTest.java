package io.weir.appliance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/** Runs the tests of the launcher, which are in bash, as it is: see {@code src/test/launcher}. */
class LauncherTest {
    @Test
    void shouldPassItsOwnTests() throws Exception {
        Assumptions.assumeTrue(
                System.getProperty("os.name").equals("Linux") && Files.isExecutable(Path.of("/bin/bash")),
                "bash on Linux is needed: skipped");
        Path repository = repository();
        Process test = new ProcessBuilder(
                        "/bin/bash",
                        repository
                                .resolve("appliance/src/test/launcher/launcher-test.sh")
                                .toString(),
                        repository.resolve("weir").toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(test.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(test.waitFor(1, TimeUnit.MINUTES)).as(said).isTrue();
        assertThat(test.exitValue()).as(said).isZero();
        assertThat(said.lines().filter(line -> line.startsWith("ok "))).hasSizeGreaterThan(30);
    }

    private static Path repository() {
        Path here = Path.of("").toAbsolutePath();
        while (!Files.exists(here.resolve("weir"))) {
            here = here.getParent();
        }
        return here;
    }
}
