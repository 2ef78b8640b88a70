package io.weir.appliance.unittest;

import io.weir.appliance.rows.TextColumns;
import io.weir.appliance.rows.Values;
import io.weir.config.unittest.TestFile;
import io.weir.config.yaml.Quote;
import io.weir.model.DeadLetters;
import io.weir.model.FieldType;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * For a person.
 *
 * <pre>
 *   FAILED  press-test.yaml: a late row revises its window
 *     press_1m, expected at press-test.yaml:12:7
 *         window_start          key  n
 *         2026-11-22T10:00:00Z  p7   2
 *       - 2026-11-22T10:01:00Z  p7   3  expected at press-test.yaml:14:11
 *       + 2026-11-22T10:01:00Z  p7   2  came
 *                                    ^
 * </pre>
 */
final class TextReport implements TestReport {
    /** Of the many columns of dead letters, those that tell most. */
    private static final Set<String> TELLING = Set.of("stream", "reason", "detail", "payload");

    private final PrintWriter out;
    private int passed;
    private int failed;

    TextReport(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void test(TestFile file, TestResult result) {
        out.println((result.isPassed() ? "ok      " : "FAILED  ") + file.file() + ": "
                + result.test().name());
        if (result.isPassed()) {
            passed++;
            return;
        }
        failed++;
        result.differences().forEach(this::difference);
        result.notes().forEach(it -> out.println("  note: " + it));
    }

    @Override
    public void end() {
        out.println((passed + failed) + (passed + failed == 1 ? " test" : " tests") + ": " + passed + " ok, " + failed
                + " failed");
        out.flush();
    }

    private void difference(TestResult.Difference difference) {
        boolean none = difference.lines().stream().allMatch(it -> it.expected() == null);
        out.println("  " + difference.output() + ", "
                + (none ? "of which nothing is expected" : "expected at " + difference.at()));
        List<String> columns = columns(difference);
        TextColumns table = new TextColumns();
        table.add(" ", columns, "");
        for (Comparison.Line line : difference.lines()) {
            add(table, line, columns, difference.columns());
        }
        table.print(out, "    ");
    }

    /** Those that are compared; where rows came that nobody expected, all that say something. */
    private static List<String> columns(TestResult.Difference difference) {
        boolean extra = difference.lines().stream().anyMatch(it -> it.expected() == null);
        boolean letters = difference.output().equals(DeadLetters.NAME);
        List<String> columns = new ArrayList<>();
        for (String column : difference.columns().keySet()) {
            boolean compared = difference.lines().stream()
                    .anyMatch(it ->
                            it.expected() != null && it.expected().values().containsKey(column));
            boolean says = difference.lines().stream()
                    .anyMatch(it -> it.expected() == null
                            && it.actual() != null
                            && it.actual().get(column) != null);
            if (compared || (extra && says && (!letters || TELLING.contains(column)))) {
                columns.add(column);
            }
        }
        return columns;
    }

    private static void add(
            TextColumns table, Comparison.Line line, List<String> columns, Map<String, FieldType> types) {
        if (line.expected() == null) {
            table.add("+", texts(line.actual(), columns, types), "came, and was not expected");
        } else if (line.actual() == null) {
            table.add(
                    "-",
                    texts(line.expected().values(), columns, types),
                    "missing; expected at " + line.expected().at());
        } else if (line.isRight()) {
            table.add(" ", texts(line.expected().values(), columns, types), "");
        } else {
            table.add(
                    "-",
                    texts(line.expected().values(), columns, types),
                    "expected at " + line.expected().at());
            table.add("+", texts(line.actual(), columns, types), "came");
            table.mark(columns.stream().map(line.differing()::contains).toList());
        }
    }

    private static List<String> texts(
            @Nullable Map<String, @Nullable Object> values, List<String> columns, Map<String, FieldType> types) {
        List<String> texts = new ArrayList<>();
        for (String column : columns) {
            FieldType type = types.getOrDefault(column, FieldType.STRING);
            texts.add(
                    values != null && values.containsKey(column)
                            ? Quote.plain(Values.text(values.get(column), type))
                            : "");
        }
        return texts;
    }
}
