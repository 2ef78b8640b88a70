package io.weir.ingest.infer;

import io.weir.config.YamlText;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** CSV with a header, or without one: columns are then called c1, c2 and so on. */
final class CsvRows implements TextRows {
    private static final List<Character> DELIMITERS = List.of(',', ';', '\t', '|');

    private char delimiter;
    private List<String> columns = List.of();
    private boolean header;

    @Override
    public List<Map<List<String>, Value>> rows(String payload) {
        List<List<String>> records = List.of();
        for (char candidate : columns.isEmpty() ? DELIMITERS : List.of(delimiter)) {
            List<List<String>> cut = records(payload.startsWith("\ufeff") ? payload.substring(1) : payload, candidate);
            if (records.isEmpty() || cut.get(0).size() > records.get(0).size()) {
                records = cut;
                delimiter = candidate;
            }
        }
        List<String> first = records.get(0);
        if (first.size() < 2) {
            throw new IllegalArgumentException("the first line has one value");
        }
        if (columns.isEmpty()) {
            header = records.size() > 1
                    && first.stream().allMatch(it -> Value.guessed(it).kind() == Value.Kind.TEXT);
            columns = header ? first : numbered(first.size());
        }
        int begin = header && first.equals(columns) ? 1 : 0;
        List<Map<List<String>, Value>> rows = new ArrayList<>();
        for (List<String> record : records.subList(begin, records.size())) {
            if (record.size() != columns.size()) {
                throw new IllegalArgumentException(
                        "found " + record.size() + " values in a record, expected " + columns.size());
            }
            Map<List<String>, Value> row = new LinkedHashMap<>();
            for (int i = 0; i < record.size(); i++) {
                row.put(List.of(columns.get(i)), Value.guessed(record.get(i)));
            }
            rows.add(row);
        }
        if (rows.isEmpty()) {
            throw new IllegalArgumentException("there is no record behind the header");
        }
        return rows;
    }

    @Override
    public String decode() {
        return "{ type: csv, delimiter: \"" + (delimiter == '\t' ? "\\t" : delimiter) + "\", header: " + header
                + (header ? "" : ", columns: " + YamlText.list(columns)) + " }";
    }

    private static List<String> numbered(int count) {
        List<String> names = new ArrayList<>();
        for (int i = 1; i <= count; i++) {
            names.add("c" + i);
        }
        return names;
    }

    private static List<List<String>> records(String text, char delimiter) {
        List<List<String>> records = new ArrayList<>();
        List<String> record = new ArrayList<>();
        StringBuilder value = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i <= text.length(); i++) {
            char c = i < text.length() ? text.charAt(i) : '\n';
            if (quoted && i < text.length()) {
                if (c != '"') {
                    value.append(c);
                } else if (i + 1 < text.length() && text.charAt(i + 1) == '"') {
                    value.append('"');
                    i++;
                } else {
                    quoted = false;
                }
            } else if (c == '"' && value.isEmpty()) {
                quoted = true;
            } else if (c == delimiter || c == '\n') {
                record.add(value.toString());
                value.setLength(0);
                if (c == '\n' && !(record.size() == 1 && record.get(0).isEmpty())) {
                    records.add(record);
                }
                if (c == '\n') {
                    record = new ArrayList<>();
                }
            } else if (c != '\r') {
                value.append(c);
            }
        }
        if (records.isEmpty()) {
            throw new IllegalArgumentException("there is no line");
        }
        return records;
    }
}
