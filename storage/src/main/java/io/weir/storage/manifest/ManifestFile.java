package io.weir.storage.manifest;

import io.weir.storage.file.AtomicFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/**
 * A {@link Manifest} as a text file:
 *
 * <pre>
 *   weir-manifest 2
 *   deleted_through 0
 *   generation 1 base 0 last 5012 min_time 1700000000000000000 max_time … ran 3600000000000 bytes 268449312 disk 268476416
 *   generation 2 base 5012 open
 *   crc32c 9a71bb01
 * </pre>
 *
 * The checksum covers everything before its own line.
 */
public final class ManifestFile {
    /** Its name inside the journal's directory. */
    public static final String NAME = "manifest";

    private static final String FIRST_LINE = "weir-manifest 2";
    private static final String CRC = "crc32c ";
    private static final long MAX_BYTES = 64L << 20;

    private ManifestFile() {}

    /** Replaces the file. */
    public static void write(Path file, Manifest manifest, AtomicFile.Force force) throws IOException {
        StringBuilder text = new StringBuilder(FIRST_LINE).append('\n');
        text.append("deleted_through ").append(manifest.deletedThrough()).append('\n');
        for (GenerationEntry entry : manifest.generations()) {
            text.append("generation ").append(entry.number()).append(" base ").append(entry.base());
            if (entry.isOpen()) {
                text.append(" open\n");
            } else {
                text.append(" last ").append(entry.last()).append(" min_time ").append(entry.minTime());
                text.append(" max_time ")
                        .append(entry.maxTime())
                        .append(" ran ")
                        .append(entry.ran());
                text.append(" bytes ").append(entry.bytes()).append(" disk ").append(entry.disk());
                text.append('\n');
            }
        }
        String body = text.toString();
        AtomicFile.replace(file, (body + CRC + crc(body) + "\n").getBytes(StandardCharsets.UTF_8), force);
    }

    /**
     * Reads the file; empty if there is none.
     *
     * @throws ManifestException if it is damaged
     */
    public static Optional<Manifest> read(Path file) throws IOException, ManifestException {
        byte[] bytes;
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new ManifestException(file + " has more than " + MAX_BYTES + " bytes");
            }
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
        try {
            return Optional.of(parse(new String(bytes, StandardCharsets.UTF_8)));
        } catch (IllegalArgumentException e) {
            throw new ManifestException(file + " is damaged: " + e.getMessage());
        }
    }

    private static Manifest parse(String text) {
        int end = text.lastIndexOf(CRC);
        if (end < 0 || !text.substring(end).equals(CRC + crc(text.substring(0, end)) + "\n")) {
            throw new IllegalArgumentException("its checksum is missing or wrong");
        }
        String[] lines = text.substring(0, end).split("\n", -1);
        if (lines.length < 3 || !lines[0].equals(FIRST_LINE)) {
            throw new IllegalArgumentException("it does not begin with " + FIRST_LINE);
        }
        String[] deleted = lines[1].split(" ", -1);
        if (deleted.length != 2 || !deleted[0].equals("deleted_through")) {
            throw new IllegalArgumentException("its second line is not deleted_through");
        }
        List<GenerationEntry> entries = new ArrayList<>();
        for (int i = 2; i < lines.length - 1; i++) {
            entries.add(entry(lines[i].split(" ", -1)));
        }
        return new Manifest(Long.parseLong(deleted[1]), entries);
    }

    private static GenerationEntry entry(String[] words) {
        if (words.length == 5 && words[0].equals("generation") && words[4].equals("open")) {
            return GenerationEntry.open(Long.parseLong(words[1]), Long.parseLong(words[3]));
        }
        if (words.length != 16 || !words[0].equals("generation")) {
            throw new IllegalArgumentException("a line is not that of a generation: " + String.join(" ", words));
        }
        return new GenerationEntry(
                Long.parseLong(words[1]),
                Long.parseLong(words[3]),
                Long.parseLong(words[5]),
                Long.parseLong(words[7]),
                Long.parseLong(words[9]),
                Long.parseLong(words[11]),
                Long.parseLong(words[13]),
                Long.parseLong(words[15]));
    }

    private static String crc(String text) {
        CRC32C crc = new CRC32C();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        return Long.toHexString(crc.getValue());
    }
}
