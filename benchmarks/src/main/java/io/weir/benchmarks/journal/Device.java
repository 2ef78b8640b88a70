package io.weir.benchmarks.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * A block device whose writes can be counted. Where mounting is allowed it is an ext4 file system of its own in a file, so
 * that nothing else writes to it; elsewhere only what this process has dirtied can be told ({@code /proc/self/io}), without
 * the file system's own journal.
 */
final class Device implements AutoCloseable {
    private static final int SECTOR = 512;

    private final Path directory;
    private final @Nullable String loop;

    private Device(Path directory, @Nullable String loop) {
        this.directory = directory;
        this.loop = loop;
    }

    static Device open(Path dir) throws IOException, InterruptedException {
        Path image = dir.resolve("device.img");
        Path mount = Files.createDirectory(dir.resolve("device"));
        try (FileChannel channel = FileChannel.open(image, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[1]), (1L << 30) - 1);
        }
        if (run("mkfs.ext4", "-q", "-F", "-E", "lazy_itable_init=0,lazy_journal_init=0", image.toString()) != null
                && run("mount", "-o", "loop", image.toString(), mount.toString()) != null) {
            String loop = run("findmnt", "-n", "-o", "SOURCE", mount.toString());
            if (loop != null) {
                return new Device(mount, loop.trim().replace("/dev/", ""));
            }
        }
        return new Device(mount, null);
    }

    private static @Nullable String run(String... command) throws InterruptedException {
        try {
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return process.waitFor() == 0 ? output : null;
        } catch (IOException e) {
            return null;
        }
    }

    Path directory() {
        return directory;
    }

    /** What {@link #written} counts. */
    String description() {
        return loop == null
                ? "bytes that the process has dirtied, /proc/self/io (mounting is not allowed here: the file system's "
                        + "journal is not counted)"
                : "bytes written to an ext4 of its own, /sys/block/" + loop
                        + "/stat, the file system's journal included";
    }

    long written() throws IOException {
        if (loop != null) {
            String stat = Files.readString(Path.of("/sys/block", loop, "stat")).trim();
            return Long.parseLong(stat.split("\\s+", -1)[6]) * SECTOR;
        }
        for (String line : Files.readAllLines(Path.of("/proc/self/io"))) {
            if (line.startsWith("write_bytes: ")) {
                return Long.parseLong(line.substring("write_bytes: ".length()));
            }
        }
        throw new IOException("/proc/self/io has no write_bytes");
    }

    @Override
    public void close() throws IOException {
        if (loop != null) {
            try {
                run("umount", "-d", directory.toString());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
