package io.weir.appliance.query;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Aligned columns for people. The first rows, which are held back, tell how wide the columns are; memory stays bounded, and a
 * longer value further down only moves what is right of it.
 */
final class TextTable implements ResultPrinter {
    private static final int MEASURED_ROWS = 1000;
    private static final int MAX_PADDING = 80;
    private static final String GAP = "  ";

    private final Writer out;
    private final List<String[]> held = new ArrayList<>();
    private List<String> columns = List.of();
    private int[] widths = {};
    private boolean[] isNumber = {};
    private boolean headed;
    private long rows;

    /** Prints to a stream, which the caller closes. */
    TextTable(OutputStream out) {
        this.out = new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8), 1 << 16);
    }

    @Override
    public void begin(List<String> names) {
        columns = names;
        widths = new int[names.size()];
        isNumber = new boolean[names.size()];
        held.clear();
        headed = false;
        rows = 0;
        for (int i = 0; i < widths.length; i++) {
            widths[i] = width(visible(names.get(i)));
        }
    }

    @Override
    public void print(@Nullable Object[] row) throws IOException {
        rows++;
        String[] texts = new String[row.length];
        for (int i = 0; i < row.length; i++) {
            texts[i] = text(row[i]);
            if (!headed) {
                isNumber[i] |= row[i] instanceof Number;
                widths[i] = Math.max(widths[i], Math.min(MAX_PADDING, width(texts[i])));
            }
        }
        if (headed) {
            line(texts);
            return;
        }
        held.add(texts);
        if (held.size() == MEASURED_ROWS) {
            head();
        }
    }

    private static String text(@Nullable Object value) {
        if (value == null) {
            return "";
        }
        return visible(
                value instanceof List<?> || value instanceof Map<?, ?> ? JsonRows.text(value) : value.toString());
    }

    /** Control characters would break lines, or command the terminal. */
    private static String visible(String text) {
        StringBuilder shown = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isISOControl(c)) {
                shown = shown == null ? new StringBuilder(text) : shown;
                shown.setCharAt(i, c < 0x20 ? (char) (0x2400 + c) : '\ufffd');
            }
        }
        return shown == null ? text : shown.toString();
    }

    private static int width(String text) {
        return text.codePointCount(0, text.length());
    }

    private void head() throws IOException {
        headed = true;
        line(columns.stream().map(TextTable::visible).toArray(String[]::new));
        StringBuilder rule = new StringBuilder();
        for (int i = 0; i < widths.length; i++) {
            rule.append(i == 0 ? "" : GAP).append("-".repeat(widths[i]));
        }
        out.append(rule).append('\n');
        for (String[] texts : held) {
            line(texts);
        }
        held.clear();
    }

    private void line(String[] texts) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < texts.length; i++) {
            String padding = " ".repeat(Math.max(0, widths[i] - width(texts[i])));
            line.append(i == 0 ? "" : GAP);
            line.append(isNumber[i] ? padding + texts[i] : texts[i] + padding);
        }
        out.append(line.toString().stripTrailing()).append('\n');
    }

    @Override
    public void end() throws IOException {
        if (!headed) {
            head();
        }
        out.append("(").append(Long.toString(rows)).append(rows == 1 ? " row)\n" : " rows)\n");
        out.flush();
    }
}
