package io.weir.processing.expression;

import java.util.Collection;
import java.util.Optional;

/** Edit distance with transpositions (optimal string alignment). */
final class Nearest {
    private Nearest() {}

    /** The nearest known name, if it is within a third of the letters (at least one edit). */
    static Optional<String> of(String wrong, Collection<String> known) {
        String best = "";
        int limit = Math.max(1, wrong.length() / 3);
        int bestDistance = limit + 1;
        for (String name : known) {
            int distance = distance(wrong, name);
            if (distance < bestDistance) {
                best = name;
                bestDistance = distance;
            }
        }
        return best.isEmpty() ? Optional.empty() : Optional.of(best);
    }

    private static int distance(String a, String b) {
        int[][] d = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    d[i][j] = i + j;
                    continue;
                }
                int replace = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                d[i][j] = Math.min(Math.min(d[i - 1][j], d[i][j - 1]) + 1, d[i - 1][j - 1] + replace);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    d[i][j] = Math.min(d[i][j], d[i - 2][j - 2] + 1);
                }
            }
        }
        return d[a.length()][b.length()];
    }
}
