package io.weir.ingest.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * {@code mvn verify -Pfuzz -pl ingest -am}: lets Jazzer look for inputs that a target does not stand, a minute for each, or
 * {@code -Dweir.fuzz.seconds=N}. With {@code -Dweir.fuzz.keep=true} the inputs that reach something new are kept.
 */
class CoverageGuidedFuzzing {
    private static final int SECONDS = Integer.getInteger("weir.fuzz.seconds", 60);
    private static final int MAX_LENGTH = 512;

    private final Path folder = Path.of("target/fuzz").toAbsolutePath();

    @ParameterizedTest
    @EnumSource
    void shouldFindNothing(FuzzTarget target) throws Exception {
        String name = target.name().toLowerCase(Locale.ROOT);
        Path inputs = folder.resolve(name);
        Path log = folder.resolve(name + ".log");
        Corpus.unpack(target, inputs);
        int exit = jazzer(
                target,
                log,
                "-max_total_time=" + SECONDS,
                "-max_len=" + MAX_LENGTH,
                "-artifact_prefix=" + folder.resolve(name + "-"),
                inputs.toString());
        String said = Files.readString(log);
        assertThat(exit).as(said).isZero();
        assertThat(said).contains("Done ");
        System.out.println(target + ": "
                + said.lines().filter(it -> it.startsWith("Done ")).toList());
        if (Boolean.getBoolean("weir.fuzz.keep")) {
            keep(target, inputs);
        }
    }

    /** The fewest inputs that reach what all of them do. */
    private void keep(FuzzTarget target, Path inputs) throws IOException, InterruptedException {
        Path fewest = folder.resolve(target.name().toLowerCase(Locale.ROOT) + "-fewest");
        Files.createDirectories(fewest);
        Path log = folder.resolve(target.name().toLowerCase(Locale.ROOT) + "-merge.log");
        assertThat(jazzer(target, log, "-merge=1", fewest.toString(), inputs.toString()))
                .as(Files.readString(log))
                .isZero();
        Corpus.pack(target, fewest);
    }

    private static int jazzer(FuzzTarget target, Path log, String... arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-Dweir.fuzz.target=" + target.name(),
                "-cp",
                System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + Fuzzer.class.getName(),
                "--instrumentation_includes=io.weir.**",
                "--reproducer_path=" + log.getParent()));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(Redirect.to(log.toFile()))
                .start();
        try {
            assertThat(process.waitFor(SECONDS + 300L, TimeUnit.SECONDS))
                    .as("ends")
                    .isTrue();
            return process.exitValue();
        } finally {
            process.destroyForcibly();
        }
    }
}
