package io.weir.ingest.file;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Finds the files that names and patterns mean. One thread. */
final class FileScan {
    /** Each file is a partition, and the positions of all must fit into one document of the journal. */
    static final int MAX_FILES = 4096;

    private final List<String> patterns;
    private final boolean byChange;
    private boolean tooMany;

    /** @param byChange whether a file that has been changed is another file */
    FileScan(List<String> patterns, boolean byChange) {
        this.byChange = byChange;
        this.patterns = patterns;
    }

    /** All files that are there now, by path. What cannot be read is left out. */
    Map<Path, FoundFile> run() throws IOException {
        Map<Path, FoundFile> found = new TreeMap<>();
        tooMany = false;
        for (String pattern : patterns) {
            int magic = magic(pattern);
            if (magic < 0) {
                Path file = Path.of(pattern);
                if (Files.isRegularFile(file)) {
                    add(found, file, String.valueOf(file.getFileName()));
                }
            } else {
                walk(found, pattern, Path.of(pattern.substring(0, pattern.lastIndexOf('/', magic) + 1)));
            }
        }
        return found;
    }

    private static int magic(String pattern) {
        for (int i = 0; i < pattern.length(); i++) {
            if ("*?[{".indexOf(pattern.charAt(i)) >= 0) {
                return i;
            }
        }
        return -1;
    }

    private void walk(Map<Path, FoundFile> found, String pattern, Path base) throws IOException {
        if (!Files.isDirectory(base)) {
            return;
        }
        PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + pattern);
        int depth = pattern.contains("**")
                ? Integer.MAX_VALUE
                : Path.of(pattern.replaceAll("[*?\\[\\]{}]", "x")).getNameCount() - base.getNameCount();
        Files.walkFileTree(base, EnumSet.noneOf(java.nio.file.FileVisitOption.class), depth, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                if (matcher.matches(file) && Files.isRegularFile(file)) {
                    add(found, file, base.relativize(file).toString());
                }
                return tooMany ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException error) {
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private void add(Map<Path, FoundFile> found, Path file, String topic) throws IOException {
        if (found.size() >= MAX_FILES && !found.containsKey(file)) {
            tooMany = true;
            return;
        }
        try {
            FileTime modified = Files.getLastModifiedTime(file);
            long inode = byChange ? Identity.ofChange(file, modified) : Identity.inode(file);
            found.put(file, new FoundFile(file, topic, inode, Files.size(file), modified.toMillis()));
        } catch (java.nio.file.NoSuchFileException e) {
            // It went away in between.
        }
    }

    /** Whether the last run left files out. */
    boolean isTooMany() {
        return tooMany;
    }
}
