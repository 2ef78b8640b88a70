package io.weir.config;

import java.nio.file.Path;

/**
 * A place in a configuration file.
 *
 * @param line counted from 1
 * @param column counted from 1, in characters
 */
public record Location(Path file, int line, int column) {
    /** The place {@code characters} further right on the same line. */
    public Location right(int characters) {
        return new Location(file, line, column + characters);
    }

    /** {@code file:line:column}. */
    @Override
    public String toString() {
        return file + ":" + line + ":" + column;
    }
}
