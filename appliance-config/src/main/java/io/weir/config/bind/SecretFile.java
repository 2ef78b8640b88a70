package io.weir.config.bind;

import io.weir.config.Secret;
import io.weir.config.SecretSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** A secret that stands in a file of its own. */
final class SecretFile {
    private SecretFile() {}

    /**
     * The file's text without the line end behind it.
     *
     * @param folder from which a relative path is taken
     */
    static Optional<Secret> read(Element element, Path folder) {
        return check(element, folder).flatMap(file -> content(element, file));
    }

    /** As {@link #read}, for a secret that is read again whenever it is needed. */
    static Optional<SecretSource.InFile> source(Element element, Path folder) {
        Optional<Path> file = check(element, folder);
        return file.flatMap(it -> content(element, it)).isPresent()
                ? file.map(SecretSource.InFile::new)
                : Optional.empty();
    }

    /**
     * The secret under {@code key}, or in the file under {@code key_file}; one of them must be there.
     *
     * @param example names a file in the message
     */
    static Optional<SecretSource> given(Section section, String key, String example, Path folder) {
        String fileKey = key + "_file";
        if (section.has(key) && section.has(fileKey)) {
            section.problem(fileKey, key + " is given too; keep one of them");
        }
        if (!section.has(key) && !section.has(fileKey)) {
            section.problem(
                    fileKey,
                    "is missing; for example " + fileKey + ": " + example + ".secret, or " + key + ": ${"
                            + example.toUpperCase(Locale.ROOT) + "_SECRET}");
        }
        Optional<SecretSource> given = section.read(
                key,
                it -> it.text("a secret, best as ${VARIABLE}").map(Secret::new).map(SecretSource.Given::new));
        return given.or(() -> section.read(fileKey, it -> source(it, folder)));
    }

    private static Optional<Path> check(Element element, Path folder) {
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
        return Optional.of(file);
    }

    private static Optional<Secret> content(Element element, Path file) {
        try {
            if (Files.size(file) > SecretSource.InFile.MAX_BYTES) {
                return element.problem(
                        "the secret file " + element.shown() + " is larger than 64KiB; is it the right one?");
            }
            return Optional.of(new SecretSource.InFile(file).read());
        } catch (NoSuchFileException e) {
            return element.problem("the secret file " + element.shown()
                    + " does not exist; a relative path is taken from" + " the configuration's folder");
        } catch (SecretSource.Unusable e) {
            return element.problem("the secret file " + element.shown() + " is empty; is it the right one?");
        } catch (IOException e) {
            return element.problem(
                    "the secret file " + element.shown() + " cannot be read; check that this user may read it");
        }
    }
}
