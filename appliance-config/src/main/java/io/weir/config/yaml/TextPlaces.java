package io.weir.config.yaml;

import io.weir.config.Location;
import java.nio.file.Path;
import java.util.List;

/** Lines and columns of a text, counted from 1 and in code points, as the YAML library counts them. */
final class TextPlaces {
    private final Path file;
    private final List<String> lines;

    TextPlaces(Path file, String text) {
        this.file = file;
        this.lines = text.lines().toList();
    }

    /** The place just behind the last character. */
    static Location endOf(Path file, String text) {
        return ofIndex(file, text, text.length());
    }

    /** The place of the character with this index, in {@code char}s; beyond the text: its end. */
    static Location ofIndex(Path file, String text, int index) {
        int line = 1;
        int lineStart = 0;
        int end = Math.min(index, text.length());
        for (int i = 0; i < end; i++) {
            char c = text.charAt(i);
            boolean carriageReturnAlone = c == '\r' && (i + 1 == text.length() || text.charAt(i + 1) != '\n');
            if (c == '\n' || carriageReturnAlone) {
                line++;
                lineStart = i + 1;
            }
        }
        return new Location(file, line, text.codePointCount(lineStart, end) + 1);
    }

    /** The first character below {@code header} that is not white space; {@code header} if there is none. */
    Location firstBelow(Location header) {
        for (int i = header.line(); i < lines.size(); i++) {
            String line = lines.get(i);
            String content = line.stripLeading();
            if (!content.isEmpty()) {
                int column = line.codePointCount(0, line.length() - content.length()) + 1;
                return new Location(file, i + 1, column);
            }
        }
        return header;
    }
}
