package io.weir.brokers;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files that brokers are configured with. */
final class Directories {
    private Directories() {}

    static Path create(Path directory) {
        try {
            return Files.createDirectories(directory.toAbsolutePath());
        } catch (IOException e) {
            throw new BrokerException("cannot create the directory " + directory + ": " + e, e);
        }
    }

    static Path write(Path file, String text) {
        try {
            return Files.writeString(file, text);
        } catch (IOException e) {
            throw new BrokerException("cannot write " + file + ": " + e, e);
        }
    }
}
