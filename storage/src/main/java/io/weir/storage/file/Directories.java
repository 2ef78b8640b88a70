package io.weir.storage.file;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What is done with whole directories. */
public final class Directories {
    private Directories() {}

    /** Deletes a directory and everything in it; what is already gone is no error. */
    public static void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.deleteIfExists(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure) throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.deleteIfExists(visited);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    /**
     * The numbers of the entries of a directory, ascending.
     *
     * @param numberOf the number in an entry's name, negative if it has none
     */
    public static List<Long> numbers(Path directory, ToLongFunction<String> numberOf) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.map(entry -> numberOf.applyAsLong(String.valueOf(entry.getFileName())))
                    .filter(number -> number >= 0)
                    .sorted()
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    /** What lies in a directory; nothing if it is not there. */
    public static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    /**
     * The lengths of all files below a directory together, each rounded up to whole blocks of 4 KiB, and a block for each
     * directory; without generations, which count for themselves.
     */
    public static long bytes(Path directory) throws IOException {
        long[] sum = {0};
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                sum[0] += (attributes.size() + 4095) & -4096L;
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) {
                // Files come and go meanwhile.
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes attributes) {
                if (isGeneration(visited)) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                sum[0] += 4096;
                return FileVisitResult.CONTINUE;
            }
        });
        return sum[0];
    }

    private static boolean isGeneration(Path directory) {
        return String.valueOf(directory.getFileName()).matches("g[0-9]{10,18}");
    }
}
