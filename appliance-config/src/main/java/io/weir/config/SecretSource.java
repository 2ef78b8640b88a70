package io.weir.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** Where a secret comes from. */
public sealed interface SecretSource {
    /** The secret as it is now. */
    Secret read() throws IOException;

    /** A secret file holds none. */
    final class Unusable extends IOException {
        private static final long serialVersionUID = 1L;

        Unusable(String message) {
            super(message);
        }
    }

    /** It stands in the configuration, best as a variable. */
    record Given(Secret secret) implements SecretSource {
        @Override
        public Secret read() {
            return secret;
        }
    }

    /**
     * It is the text of a file, without the line end behind it. The file is read whenever the secret is needed, so that it
     * may be replaced while the appliance runs.
     */
    record InFile(Path file) implements SecretSource {
        /** A file that is larger holds no secret. */
        public static final int MAX_BYTES = 64 * 1024;

        private static final Pattern LINE_END = Pattern.compile("\\r?\\n\\z");

        /** @throws IOException if the file cannot be read, is empty, or is too large */
        @Override
        public Secret read() throws IOException {
            byte[] bytes;
            try (InputStream in = Files.newInputStream(file)) {
                bytes = in.readNBytes(MAX_BYTES + 1);
            }
            String text =
                    LINE_END.matcher(new String(bytes, StandardCharsets.UTF_8)).replaceFirst("");
            if (text.isEmpty() || bytes.length > MAX_BYTES) {
                throw new Unusable("the secret file " + file + " is " + (text.isEmpty() ? "empty" : "too large"));
            }
            return new Secret(text);
        }
    }
}
