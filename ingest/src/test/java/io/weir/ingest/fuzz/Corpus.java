package io.weir.ingest.fuzz;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Inputs that are kept, those of a target in one file: a line each, in hexadecimal digits. */
final class Corpus {
    private static final Path FOLDER = Path.of("src/test/resources/fuzz");

    private Corpus() {}

    private static Path file(FuzzTarget target) {
        return FOLDER.resolve(target.name().toLowerCase(Locale.ROOT) + ".hex");
    }

    static List<byte[]> read(FuzzTarget target) throws IOException {
        List<byte[]> inputs = new ArrayList<>();
        for (String line : Files.readAllLines(file(target))) {
            if (!line.startsWith("#")) {
                inputs.add(HexFormat.of().parseHex(line));
            }
        }
        return inputs;
    }

    /** Writes each input into a file of its own, as libFuzzer wants it. */
    static void unpack(FuzzTarget target, Path folder) throws IOException {
        Files.createDirectories(folder);
        int number = 0;
        for (byte[] input : read(target)) {
            Files.write(folder.resolve("kept-" + number++), input);
        }
    }

    /** Keeps the files of a folder instead of what was kept before. */
    static void pack(FuzzTarget target, Path folder) throws IOException {
        List<Path> files;
        try (Stream<Path> found = Files.list(folder)) {
            files = found.toList();
        }
        List<String> lines = new ArrayList<>();
        for (Path file : files) {
            lines.add(HexFormat.of().formatHex(Files.readAllBytes(file)));
        }
        Files.writeString(
                file(target),
                lines.stream().distinct().sorted().collect(Collectors.joining("\n", "", "\n")),
                StandardCharsets.US_ASCII);
    }
}
