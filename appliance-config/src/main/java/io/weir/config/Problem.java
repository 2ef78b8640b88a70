package io.weir.config;

/**
 * One thing that is wrong with a configuration.
 *
 * @param path where it stands in the structure, for example {@code streams.press.inputs[0]}; empty for the whole file
 * @param message what is wrong, what was expected, and the remedy
 */
public record Problem(Location location, String path, String message) {
    /** {@code file:line:column: path: message}. */
    @Override
    public String toString() {
        return location + ": " + (path.isEmpty() ? "" : path + ": ") + message;
    }
}
