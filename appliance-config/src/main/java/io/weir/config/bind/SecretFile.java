package io.weir.config.bind;

import io.weir.config.Secret;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Optional;

/** A secret that stands in a file of its own. */
final class SecretFile {
    private static final int MAX_BYTES = 64 * 1024;

    private SecretFile() {}

    /**
     * The file's text without the line end behind it.
     *
     * @param folder from which a relative path is taken
     */
    static Optional<Secret> read(Element element, Path folder) {
        Optional<String> name = element.text("the path of a file");
        if (name.isEmpty()) {
            return Optional.empty();
        }
        Path file;
        try {
            file = folder.resolve(name.get());
        } catch (InvalidPathException e) {
            return element.problem("is not a path");
        }
        if (Files.isDirectory(file)) {
            return element.problem("the secret file " + element.shown() + " is a directory; name a file");
        }
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAX_BYTES + 1);
            String secret = new String(bytes, StandardCharsets.UTF_8).replaceFirst("\\r?\\n\\z", "");
            if (bytes.length > MAX_BYTES || secret.isEmpty()) {
                return element.problem("the secret file " + element.shown() + " is "
                        + (secret.isEmpty() ? "empty" : "larger than 64KiB") + "; is it the right one?");
            }
            return Optional.of(new Secret(secret));
        } catch (NoSuchFileException e) {
            return element.problem("the secret file " + element.shown()
                    + " does not exist; a relative path is taken from" + " the configuration's folder");
        } catch (IOException e) {
            return element.problem(
                    "the secret file " + element.shown() + " cannot be read; check that this user may read it");
        }
    }
}
