package io.weir.appliance.backtest;

import io.weir.appliance.rows.TextColumns;
import io.weir.appliance.rows.Values;
import io.weir.model.EventTime;
import io.weir.model.Field;
import io.weir.model.FieldType;
import io.weir.model.Schema;
import io.weir.processing.window.ResultWriter;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Backtests for people: the counts, the first and the largest differences, and which groups have most. */
final class TextReport implements BacktestReport {
    private static final String INDENT = "   ";

    private final PrintWriter out;

    TextReport(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void difference(Schema results, Difference difference) {
        // Those to be shown are known in the end.
    }

    @Override
    public void end(Backtest backtest) {
        Tally tally = backtest.tally();
        Schema schema = backtest.compiled().pipeline().resultSchema();
        out.println(schema.name() + ": " + (tally.isEqual() ? "equal: " : "different: ") + counts(tally));
        backtest.notes().forEach(note -> out.println("  " + note));
        int groups = backtest.compiled().config().groupBy().size();
        differences("first differences", tally.first(), schema, groups);
        if (tally.differingWindows() > Tally.KEPT) {
            differences("largest differences", tally.largest(), schema, groups);
        }
        byGroup(tally, schema, groups);
        out.flush();
    }

    private static String counts(Tally tally) {
        return tally.equalWindows() + " windows equal, " + tally.differingWindows() + " different, "
                + tally.onlyRecorded() + " only recorded, " + tally.onlyComputed() + " only computed";
    }

    private void differences(String title, List<Difference> differences, Schema schema, int groups) {
        if (differences.isEmpty()) {
            return;
        }
        out.println("  " + title);
        TextColumns table = new TextColumns();
        List<String> heading = new ArrayList<>(List.of("window_start", "window_end"));
        heading.addAll(groupNames(schema, groups));
        heading.addAll(List.of("column", "recorded", "computed"));
        table.add(" ", heading, "");
        for (Difference difference : differences) {
            if (difference.columns().isEmpty()) {
                boolean isRecorded = difference.recorded() != null;
                table.add(
                        " ",
                        cells(
                                difference,
                                schema,
                                groups,
                                "",
                                isRecorded ? "a result" : "-",
                                isRecorded ? "-" : "a result"),
                        "");
            }
            for (String column : difference.columns()) {
                FieldType type = schema.fields().get(schema.indexOf(column)).type();
                table.add(
                        " ",
                        cells(
                                difference,
                                schema,
                                groups,
                                column,
                                text(difference.recorded(), column, type),
                                text(difference.computed(), column, type)),
                        "");
            }
        }
        table.print(out, INDENT);
    }

    private static String text(@Nullable Map<String, @Nullable Object> values, String column, FieldType type) {
        return values == null ? "-" : Values.text(values.get(column), type);
    }

    private static List<String> cells(
            Difference difference, Schema schema, int groups, String column, String recorded, String computed) {
        WindowId window = difference.window();
        List<String> cells = new ArrayList<>();
        cells.add(EventTime.format(window.startNanos()));
        cells.add(EventTime.format(window.endNanos()));
        cells.addAll(groupTexts(window.group(), schema, groups));
        cells.add(column);
        cells.add(recorded);
        cells.add(computed);
        return cells;
    }

    private void byGroup(Tally tally, Schema schema, int groups) {
        List<Map.Entry<List<@Nullable Object>, Long>> most = tally.byGroup();
        if (most.size() < 2 || groups == 0) {
            return;
        }
        out.println("  windows that differ, by group");
        TextColumns table = new TextColumns();
        List<String> heading = new ArrayList<>(groupNames(schema, groups));
        heading.add("windows");
        table.add(" ", heading, "");
        for (Map.Entry<List<@Nullable Object>, Long> group : most) {
            List<String> cells = new ArrayList<>(groupTexts(group.getKey(), schema, groups));
            cells.add(group.getValue().toString());
            table.add(" ", cells, "");
        }
        table.print(out, INDENT);
    }

    private static List<String> groupNames(Schema schema, int groups) {
        return groupFields(schema, groups).stream().map(Field::name).toList();
    }

    private static List<String> groupTexts(List<@Nullable Object> group, Schema schema, int groups) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < groups; i++) {
            texts.add(
                    Values.text(group.get(i), groupFields(schema, groups).get(i).type()));
        }
        return texts;
    }

    private static List<Field> groupFields(Schema schema, int groups) {
        return schema.fields().subList(ResultWriter.FIRST_GROUP_FIELD, ResultWriter.FIRST_GROUP_FIELD + groups);
    }
}
