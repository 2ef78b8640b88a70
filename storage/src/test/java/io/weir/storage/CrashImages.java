package io.weir.storage;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Records what reaches the disk of a data directory, and makes images of it as a power cut may leave them. A moment is
 * what all files held just before a force: by then any of their unforced pages may or may not have been written.
 *
 * <pre>
 *   on the disk:   what was forced            ──┐
 *   in the cache:  what is there at the moment ─┴▶ page by page (4 KiB) the one or the other; of some pages only some
 *                                                  sectors (512 B) new
 * </pre>
 *
 * A checkpoint's file that has grown has any part of what is new at its end. Names count as written with the file or its
 * directory, as journalling file systems do it; renames only move forward.
 */
final class CrashImages implements Forcer {
    static final int PAGE = 4096;
    private static final int SECTOR = 512;
    private static final int UNWRITTEN = 256 * 1024;

    /** What was true when a force was about to happen. */
    record Moment(Map<String, byte[]> disk, Map<String, byte[]> cache, Acknowledged acknowledged) {}

    /** What had been promised: rows, dead letters, and the checkpoint's input sequence. */
    record Acknowledged(long rows, long deadLetters, long checkpoint) {}

    private final Path root;
    /** Guarded by this. */
    private final Map<String, byte[]> forced = new HashMap<>();
    /** Guarded by this. */
    private final List<Moment> moments = new ArrayList<>();

    private volatile Acknowledged acknowledged = new Acknowledged(0, 0, 0);

    CrashImages(Path root) {
        this.root = root;
    }

    void acknowledge(long rows, long deadLetters) {
        acknowledged = new Acknowledged(rows, deadLetters, acknowledged.checkpoint());
    }

    void acknowledgeCheckpoint(long inputSequence) {
        acknowledged = new Acknowledged(acknowledged.rows(), acknowledged.deadLetters(), inputSequence);
    }

    @Override
    public synchronized void force(Path path, FileChannel channel) throws IOException {
        Acknowledged promised = acknowledged;
        Map<String, byte[]> now = content();
        moments.add(new Moment(Map.copyOf(forced), now, promised));
        String name = root.relativize(path).toString();
        if (now.containsKey(name)) {
            forced.put(name, now.get(name));
        } else {
            // A directory: renames and deletions in it.
            String prefix = name.isEmpty() ? "" : name + "/";
            forced.keySet().removeIf(file -> file.startsWith(prefix) && !now.containsKey(file));
            now.forEach((file, bytes) -> {
                if (file.startsWith(prefix) && !isMapped(file)) {
                    forced.put(file, bytes);
                }
            });
        }
    }

    synchronized List<Moment> moments() {
        return List.copyOf(moments);
    }

    private Map<String, byte[]> content() throws IOException {
        Map<String, byte[]> files = new HashMap<>();
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (!file.endsWith(DataDirLock.NAME)) {
                    try {
                        String name = root.relativize(file).toString();
                        files.put(name, isMapped(name) ? trimmed(readWritten(file)) : Files.readAllBytes(file));
                    } catch (NoSuchFileException e) {
                        // Renamed meanwhile.
                    }
                }
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) {
                return FileVisitResult.CONTINUE;
            }
        });
        return files;
    }

    /** Up to where nothing but zeros follows for so long that nothing has been written there: files are long and sparse. */
    private static byte[] readWritten(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(UNWRITTEN);
            while (true) {
                byte[] piece = in.readNBytes(UNWRITTEN);
                if (Arrays.equals(piece, new byte[piece.length])) {
                    return bytes;
                }
                int length = bytes.length;
                bytes = Arrays.copyOf(bytes, length + piece.length);
                System.arraycopy(piece, 0, bytes, length, piece.length);
            }
        }
    }

    /** Without the pages of zeros at the end: they are holes. */
    private static byte[] trimmed(byte[] bytes) {
        int end = bytes.length;
        while (end > 0 && bytes[end - 1] == 0) {
            end--;
        }
        return Arrays.copyOf(bytes, Math.min(bytes.length, (end + PAGE) / PAGE * PAGE));
    }

    /** Writes an image of a moment; which pages are old and which are new is up to {@code random}. */
    static void write(Moment moment, Path target, Random random) throws IOException {
        int newInHundred = new int[] {0, 10, 50, 90, 100}[random.nextInt(5)];
        boolean prefix = random.nextBoolean();
        boolean torn = random.nextBoolean();
        for (Map.Entry<String, byte[]> file : moment.cache().entrySet()) {
            byte[] disk = moment.disk().get(file.getKey());
            if (isMapped(file.getKey())) {
                byte[] old = disk == null ? new byte[0] : disk;
                put(target, file.getKey(), mixed(old, file.getValue(), random, newInHundred, prefix, torn));
            } else if (disk != null && isAppendedTo(file.getKey(), disk, file.getValue())) {
                byte[] image = mixed(disk, file.getValue(), random, newInHundred, prefix, torn);
                // Its length may be written without the pages, or be the old one still.
                int end =
                        random.nextBoolean() ? image.length : disk.length + random.nextInt(image.length - disk.length);
                put(target, file.getKey(), Arrays.copyOf(image, end));
            } else if (random.nextBoolean()) {
                // Written aside, forced and renamed: the new one, the old one, or none.
                put(target, file.getKey(), file.getValue());
            } else if (disk != null) {
                put(target, file.getKey(), disk);
            }
        }
    }

    private static boolean isAppendedTo(String file, byte[] disk, byte[] cache) {
        return file.endsWith(".checkpoint")
                && cache.length > disk.length
                && Arrays.equals(disk, 0, disk.length, cache, 0, disk.length);
    }

    private static boolean isMapped(String file) {
        return file.endsWith(".cq4") || file.endsWith(".cq4t");
    }

    private static byte[] mixed(
            byte[] disk, byte[] cache, Random random, int newInHundred, boolean prefix, boolean torn) {
        int length = Math.max(disk.length, cache.length);
        byte[] image = Arrays.copyOf(disk, length);
        int pages = (length + PAGE - 1) / PAGE;
        int end = prefix ? random.nextInt(pages + 1) : -1;
        for (int page = 0; page < pages; page++) {
            int from = page * PAGE;
            int to = Math.min(cache.length, from + PAGE);
            boolean fresh = prefix ? page < end : random.nextInt(100) < newInHundred;
            if (torn && random.nextInt(8) == 0) {
                tear(cache, image, from, to, random);
            } else if (fresh && to > from) {
                System.arraycopy(cache, from, image, from, to - from);
            }
        }
        return image;
    }

    /** Any sectors of a page, the first ones only in half of the cases. */
    private static void tear(byte[] cache, byte[] image, int from, int to, Random random) {
        int fresh = random.nextBoolean() ? random.nextInt(256) : (1 << random.nextInt(9)) - 1;
        for (int sector = 0; sector < PAGE / SECTOR; sector++) {
            int start = from + sector * SECTOR;
            int end = Math.min(to, start + SECTOR);
            if ((fresh >> sector & 1) != 0 && end > start) {
                System.arraycopy(cache, start, image, start, end - start);
            }
        }
    }

    private static void put(Path target, String name, byte[] bytes) throws IOException {
        Path file = target.resolve(name);
        Files.createDirectories(file.getParent());
        Files.write(file, bytes);
        if (isMapped(name)) {
            // The length of the file as Chronicle sets it is beyond what is written.
            try (RandomAccessFile sparse = new RandomAccessFile(file.toFile(), "rw")) {
                sparse.setLength(Math.max(bytes.length, 512 * 1024));
            }
        }
    }
}
