package io.weir.ingest.infer;

import io.weir.config.DecodeConfig.LineProtocol;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** InfluxDB line protocol. */
final class LineRows implements TextRows {
    private static final String KEY = "((?:\\\\[,= ]|[^,= \"\\n])+)";
    private static final Pattern MEASUREMENT = Pattern.compile("((?:\\\\[, ]|[^, {\\[\"\\n])+)");
    private static final Pattern TAG = Pattern.compile("," + KEY + "=" + KEY);
    private static final Pattern FIELD = Pattern.compile(KEY + "=(\"(?:\\\\.|[^\"\\\\])*+\"|[^, \"\\n]+)");
    private static final Pattern TIME = Pattern.compile("(?: +(-?[0-9]+))? *\\r?(?=\\n|\\z)");

    @Override
    public List<Map<List<String>, Value>> rows(String payload) {
        List<Map<List<String>, Value>> rows = new ArrayList<>();
        int i = 0;
        while (i < payload.length()) {
            int lineEnd = payload.indexOf('\n', i);
            String line = payload.substring(i, lineEnd < 0 ? payload.length() : lineEnd)
                    .strip();
            if (line.isEmpty() || line.startsWith("#")) {
                i = lineEnd < 0 ? payload.length() : lineEnd + 1;
                continue;
            }
            Map<List<String>, Value> row = new LinkedHashMap<>();
            i = row(payload, i, row);
            rows.add(row);
        }
        if (rows.isEmpty()) {
            throw new IllegalArgumentException("there is no line");
        }
        return rows;
    }

    @Override
    public String decode() {
        return "line_protocol";
    }

    private static int row(String text, int from, Map<List<String>, Value> row) {
        Matcher measurement = at(MEASUREMENT, text, from);
        row.put(List.of(LineProtocol.MEASUREMENT), new Value(Value.Kind.TEXT, plain(measurement.group(1))));
        int i = measurement.end();
        while (text.startsWith(",", i)) {
            Matcher tag = at(TAG, text, i);
            row.put(List.of(LineProtocol.TAGS, plain(tag.group(1))), new Value(Value.Kind.TEXT, plain(tag.group(2))));
            i = tag.end();
        }
        if (!text.startsWith(" ", i)) {
            throw new IllegalArgumentException("a line has no fields");
        }
        do {
            Matcher field = at(FIELD, text, i + 1);
            row.put(List.of(plain(field.group(1))), value(field.group(2)));
            i = field.end();
        } while (text.startsWith(",", i));
        Matcher time = at(TIME, text, i);
        if (time.group(1) != null) {
            row.put(List.of(LineProtocol.TIME), new Value(Value.Kind.INTEGER, time.group(1)));
        }
        return Math.min(text.length(), time.end() + 1);
    }

    private static Matcher at(Pattern pattern, String text, int from) {
        Matcher matcher = pattern.matcher(text);
        matcher.region(Math.min(from, text.length()), text.length());
        if (!matcher.lookingAt()) {
            throw new IllegalArgumentException("found \"" + Member.shown(text.substring(Math.min(from, text.length())))
                    + "\", which is no line protocol");
        }
        return matcher;
    }

    private static String plain(String escaped) {
        return escaped.replaceAll("\\\\([,= ])", "$1");
    }

    private static Value value(String text) {
        if (text.startsWith("\"")) {
            return new Value(
                    Value.Kind.TEXT, text.substring(1, text.length() - 1).replaceAll("\\\\([\"\\\\])", "$1"));
        }
        if (text.matches("-?[0-9]{1,20}[iu]")) {
            return new Value(Value.Kind.INTEGER, text.substring(0, text.length() - 1));
        }
        if (text.matches("t|T|true|True|TRUE|f|F|false|False|FALSE")) {
            return new Value(Value.Kind.BOOL, text.toLowerCase(Locale.ROOT).startsWith("t") ? "true" : "false");
        }
        if (text.matches("[+-]?[0-9]+(\\.[0-9]+)?([eE][+-]?[0-9]+)?")) {
            return new Value(Value.Kind.REAL, text);
        }
        throw new IllegalArgumentException("found the value " + Member.shown(text) + ", which is no line protocol");
    }
}
