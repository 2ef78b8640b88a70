package io.weir.ingest.file;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import tools.jackson.core.JsonGenerator;

/** The items of a list in a file, one after the other. Messages of errors say where and what helps. One thread. */
interface ListItems {
    /** Whether there is another; false once the file is known to hold nothing behind the list. */
    boolean hasNext() throws IOException;

    /** Goes past the next. */
    void skip() throws IOException;

    /** Goes past the next and writes it. If that fails, it is not whole, whatever was written. */
    void write(JsonGenerator out) throws IOException;

    /** A text that can be written: half a surrogate pair becomes {@code ?}. */
    static String writable(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (Character.isSurrogate(text.charAt(i))) {
                return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
            }
        }
        return text;
    }
}
