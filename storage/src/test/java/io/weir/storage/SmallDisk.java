package io.weir.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Assumptions;

/** A file system of a few megabytes that is mounted for a test; the test is skipped where mounting is not allowed. */
public final class SmallDisk implements AutoCloseable {
    private final Path directory;
    private final boolean looped;

    private SmallDisk(Path directory, boolean looped) {
        this.directory = directory;
        this.looped = looped;
    }

    public static SmallDisk tmpfs(Path directory, int megabytes) throws Exception {
        Files.createDirectories(directory);
        attempt("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", directory.toString());
        return new SmallDisk(directory, false);
    }

    public static SmallDisk ext4(Path directory, int megabytes) throws Exception {
        Files.createDirectories(directory);
        Path image = image(directory);
        try (FileChannel channel = FileChannel.open(image, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(new byte[1]), ((long) megabytes << 20) - 1);
        }
        attempt("mkfs.ext4", "-q", "-F", "-m", "0", image.toString());
        attempt("mount", "-o", "loop", image.toString(), directory.toString());
        return new SmallDisk(directory, true);
    }

    /**
     * What a power cut does to the file system: from now on nothing reaches the disk, and whatever is not there is gone.
     * The test is skipped where this is not allowed.
     */
    public void cutPower() throws Exception {
        // EXT4_IOC_SHUTDOWN with EXT4_GOING_FLAGS_NOLOGFLUSH, of the kernel's include/uapi/linux/ext4.h.
        attempt(
                "perl",
                "-e",
                "open(my $d, '<', $ARGV[0]) or die $!; my $how = pack('L', 2); ioctl($d, 0x8004587d, $how) or die $!",
                directory.toString());
    }

    /** The power is back: mounts the disk again, which replays the journal of the file system. */
    void restorePower() throws Exception {
        close();
        String problem = run("mount", "-o", "loop", image(directory).toString(), directory.toString());
        if (!problem.isEmpty()) {
            throw new AssertionError(problem);
        }
    }

    private static Path image(Path directory) {
        return directory.resolveSibling(directory.getFileName() + ".img");
    }

    /** Skips the test if this machine does not have the tool, or does not allow it. */
    private static void attempt(String... command) throws Exception {
        try {
            String problem = run(command);
            Assumptions.assumeTrue(problem.isEmpty(), "skipped, needs the right to mount: " + problem);
        } catch (IOException e) {
            Assumptions.abort("skipped, needs the tools to mount: " + e.getMessage());
        }
    }

    /** Returns the command and what it said if it failed, and nothing else. */
    private static String run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return process.waitFor() == 0 ? "" : String.join(" ", command) + ": " + output;
    }

    public Path directory() {
        return directory;
    }

    /** What is not free, in bytes: files that are deleted and still open included. */
    long usedBytes() {
        try {
            var store = Files.getFileStore(directory);
            return store.getTotalSpace() - store.getUnallocatedSpace();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes whatever is free, to the last byte. Returns the file that does. */
    Path fill() throws IOException {
        Path hog = directory.resolve("hog");
        byte[] zeros = new byte[64 * 1024];
        try (FileChannel channel = FileChannel.open(hog, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            for (int size = zeros.length; size >= 512; ) {
                try {
                    channel.write(ByteBuffer.wrap(zeros, 0, size));
                } catch (IOException full) {
                    size /= 2;
                }
            }
        }
        return hog;
    }

    @Override
    public void close() throws IOException {
        ProcessBuilder unmount = looped
                ? new ProcessBuilder("umount", "-d", directory.toString())
                : new ProcessBuilder("umount", directory.toString());
        // Chronicle gives its mappings back in the background: until then the disk is in use.
        Stores.await("unmounted", () -> ends(unmount));
    }

    private static boolean ends(ProcessBuilder command) {
        try {
            return command.start().waitFor() == 0;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
