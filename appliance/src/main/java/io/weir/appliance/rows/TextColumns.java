package io.weir.appliance.rows;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;

/** Lines of cells that stand below each other, with a sign before and a remark behind. */
public final class TextColumns {
    private static final String GAP = "  ";

    /** Texts of cells; of a line of marks, those of the cells above that are marked, others empty. */
    private record Line(String sign, List<String> cells, String remark) {}

    private final List<Line> lines = new ArrayList<>();

    /** Every line has as many cells. */
    public void add(String sign, List<String> cells, String remark) {
        lines.add(new Line(sign, cells, remark));
    }

    /** Underlines cells of the last two lines. */
    public void mark(List<Boolean> marked) {
        List<String> above = lines.get(lines.size() - 1).cells();
        List<String> before = lines.get(lines.size() - 2).cells();
        List<String> marks = new ArrayList<>();
        for (int i = 0; i < marked.size(); i++) {
            int length = Math.max(width(above.get(i)), width(before.get(i)));
            marks.add(marked.get(i) ? "^".repeat(Math.max(1, length)) : "");
        }
        add(" ", marks, "");
    }

    public void print(PrintWriter out, String indent) {
        for (Line line : lines) {
            StringBuilder text = new StringBuilder(indent).append(line.sign());
            for (int i = 0; i < line.cells().size(); i++) {
                String cell = line.cells().get(i);
                text.append(i == 0 ? " " : GAP).append(cell).append(" ".repeat(widthOf(i) - width(cell)));
            }
            out.println(text.append(GAP).append(line.remark()).toString().stripTrailing());
        }
    }

    private int widthOf(int column) {
        return lines.stream()
                .mapToInt(it -> width(it.cells().get(column)))
                .max()
                .orElse(0);
    }

    private static int width(String text) {
        return text.codePointCount(0, text.length());
    }
}
