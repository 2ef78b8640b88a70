package io.weir.config.tls;

import java.nio.file.Path;

/** A file of a {@code tls} section cannot be used. The message names the file and never holds anything of a key. */
public final class TlsException extends Exception {
    private static final long serialVersionUID = 1L;

    private final String key;
    private final String problem;

    TlsException(String key, Path file, String problem) {
        super("the file " + file + " " + problem);
        this.key = key;
        this.problem = problem;
    }

    /** The message, which is never null. */
    public String message() {
        return String.valueOf(getMessage());
    }

    /** The message without the file's name, which it begins with. */
    public String problem() {
        return problem;
    }

    /** The key of the section that names the file: {@code cert_file}. */
    public String key() {
        return key;
    }
}
