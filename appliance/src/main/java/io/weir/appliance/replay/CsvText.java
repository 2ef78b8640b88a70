package io.weir.appliance.replay;

import java.io.IOException;
import java.io.Writer;

/** A text as a field of comma-separated values after RFC 4180. */
public final class CsvText {
    private CsvText() {}

    /** Writes a text, in quotes where it needs them; an empty one is {@code ""}. */
    public static void write(String text, Writer out) throws IOException {
        boolean plain = !text.isEmpty();
        for (int i = 0; plain && i < text.length(); i++) {
            char c = text.charAt(i);
            plain = c != ',' && c != '"' && c != '\n' && c != '\r';
        }
        out.write(plain ? text : '"' + text.replace("\"", "\"\"") + '"');
    }
}
