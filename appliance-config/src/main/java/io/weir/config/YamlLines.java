package io.weir.config;

/** YAML that is written line by line. */
final class YamlLines {
    private final StringBuilder out = new StringBuilder();

    /** Begins a section of the file. */
    void section(String key, boolean isEmpty) {
        out.append('\n').append(key).append(isEmpty ? ": {}\n" : ":\n");
    }

    void header(int indent, String key) {
        out.append("  ".repeat(indent)).append(key).append(":\n");
    }

    void line(int indent, String key, String value) {
        out.append("  ".repeat(indent)).append(key).append(": ").append(value).append('\n');
    }

    String text() {
        return out.toString();
    }
}
