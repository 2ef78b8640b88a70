package io.weir.storage;

import io.weir.storage.manifest.Manifest;
import io.weir.storage.manifest.ManifestException;
import io.weir.storage.manifest.ManifestFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The generations of a journal that another process may be writing: read from its manifest again whenever that has been
 * replaced. One thread.
 */
final class FollowedGenerations implements Generations {
    private static final Logger LOG = LoggerFactory.getLogger(FollowedGenerations.class);

    private final String id;
    private final Path directory;
    private final Path file;
    private Manifest manifest = Manifest.EMPTY;
    private @Nullable Object version;

    FollowedGenerations(String id, Path directory) {
        this.id = id;
        this.directory = directory;
        this.file = directory.resolve(ManifestFile.NAME);
        refresh();
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public Path directory() {
        return directory;
    }

    @Override
    public Manifest manifest() {
        return manifest;
    }

    @Override
    public long limit() {
        return Long.MAX_VALUE;
    }

    @Override
    public void refresh() {
        try {
            BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
            // Every replacement is a new file; the time tells two apart that got the same number.
            Object current = attributes.lastModifiedTime() + " " + attributes.fileKey();
            if (!Objects.equals(current, version)) {
                manifest = ManifestFile.read(file).orElse(manifest);
                version = current;
            }
        } catch (IOException e) {
            LOG.debug("{} cannot be read now", file, e);
        } catch (ManifestException e) {
            LOG.warn("{}", e.getMessage());
        }
    }
}
