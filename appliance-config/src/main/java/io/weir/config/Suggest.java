package io.weir.config;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Finds what somebody meant who wrote something else. */
public final class Suggest {
    private static final int MAX_LENGTH = 64;

    /** A bound for the work in a hostile file. */
    private static final int MAX_CONSIDERED = 10_000;

    private Suggest() {}

    /**
     * The known word that is nearest to the wrong one, if any is near: at most 1 edit in words of up to 3 letters, 2 in
     * words of up to 6, 3 in longer ones, where an edit inserts, deletes or replaces a letter or swaps two neighbours
     * (Damerau and Levenshtein; optimal string alignment). Upper and lower case are equal. When none is near, the only
     * known word that contains the wrong one (of at least 4 letters), or is contained in it, is taken. Of equally near
     * words, the first in the collection's order. Only the first 10,000 known words are considered.
     *
     * <p>{@code nearest("topic", [url, topics])} is {@code topics}; {@code nearest("lateness", [size,
     * allowed_lateness])} is {@code allowed_lateness}.
     */
    public static Optional<String> nearest(String wrong, Collection<String> known) {
        if (wrong.isEmpty() || wrong.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        String word = wrong.toLowerCase(Locale.ROOT);
        List<String> considered = known.stream().limit(MAX_CONSIDERED).toList();
        String best = "";
        int bestDistance = Integer.MAX_VALUE;
        for (String candidate : considered) {
            int limit = limit(Math.min(word.length(), candidate.length()));
            if (candidate.length() > MAX_LENGTH || Math.abs(candidate.length() - word.length()) > limit) {
                continue;
            }
            int distance = distance(word, candidate.toLowerCase(Locale.ROOT));
            if (distance <= limit && distance < bestDistance && distance < candidate.length()) {
                best = candidate;
                bestDistance = distance;
            }
        }
        return best.isEmpty() ? containing(word, considered) : Optional.of(best);
    }

    /** {@code ; did you mean 'topics'?}, or nothing: the end of a problem's message. */
    public static String hint(String wrong, Collection<String> known) {
        return nearest(wrong, known).map(it -> "; did you mean '" + it + "'?").orElse("");
    }

    private static int limit(int length) {
        return length <= 3 ? 1 : length <= 6 ? 2 : 3;
    }

    private static Optional<String> containing(String word, Collection<String> known) {
        String found = "";
        for (String candidate : known) {
            String other = candidate.toLowerCase(Locale.ROOT);
            if (Math.min(word.length(), other.length()) < 4 || !(other.contains(word) || word.contains(other))) {
                continue;
            }
            if (!found.isEmpty()) {
                return Optional.empty();
            }
            found = candidate;
        }
        return found.isEmpty() ? Optional.empty() : Optional.of(found);
    }

    private static int distance(String a, String b) {
        int[] beforeLast = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replace = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                row[j] = Math.min(replace, Math.min(last[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
                    row[j] = Math.min(row[j], beforeLast[j - 2] + 1);
                }
            }
            int[] free = beforeLast;
            beforeLast = last;
            last = row;
            row = free;
        }
        return last[b.length()];
    }
}
