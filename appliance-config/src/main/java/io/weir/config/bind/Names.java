package io.weir.config.bind;

import io.weir.config.Suggest;
import io.weir.config.yaml.Quote;
import io.weir.model.DeadLetters;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The rules for ids and names that the user chooses, and for references to them. */
final class Names {
    /** The journals that always exist. */
    static final String READINGS = "readings";

    static final String RESULTS = "results";

    /** Ids of journals, which no stream or pipeline may have. */
    static final Set<String> RESERVED_IDS = Set.of(READINGS, RESULTS, DeadLetters.NAME);

    /** Columns that every row or result has. */
    private static final Set<String> COLUMNS =
            Set.of("key", "time", "arrival", "window_start", "window_end", "revision");

    /** Words of the expression language. */
    private static final Set<String> WORDS = Set.of("and", "or", "not", "is", "null", "true", "false");

    private static final int MAX_LENGTH = 64;
    private static final Pattern ID = Pattern.compile("[a-z][a-z0-9_]*");

    private Names() {}

    /** Whether the key is an id; reports it otherwise. */
    static boolean checkId(Element.Entry entry, Problems problems) {
        String id = entry.key();
        if (ID.matcher(id).matches() && id.length() <= MAX_LENGTH) {
            return true;
        }
        String message;
        if (id.length() > MAX_LENGTH) {
            message = Quote.of(id) + " is longer than " + MAX_LENGTH + " characters";
        } else {
            String proposal = id.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "_");
            message = Quote.of(id) + " is not an id; expected small letters, digits and _, with a letter first"
                    + (ID.matcher(proposal).matches() ? "; did you mean '" + proposal + "'?" : "");
        }
        problems.add(entry.keyLocation(), entry.value().path(), message);
        return false;
    }

    /** Whether the key may be the name of a field or an aggregate; reports it otherwise. */
    static boolean checkColumn(Element.Entry entry, Problems problems) {
        if (!checkId(entry, problems)) {
            return false;
        }
        String name = entry.key();
        if (COLUMNS.contains(name)) {
            problems.add(
                    entry.keyLocation(),
                    entry.value().path(),
                    "'" + name + "' is a column that every row has; choose another name");
            return false;
        }
        if (WORDS.contains(name)) {
            problems.add(
                    entry.keyLocation(),
                    entry.value().path(),
                    "'" + name + "' is a word of the expression language; choose another name");
            return false;
        }
        return true;
    }

    /** Whether {@code id} is one of the known ids; reports it otherwise as {@code no <what> 'id' is defined}. */
    static boolean checkReference(Element element, String id, String what, Collection<String> known) {
        // Without any definition the section is missing or wrong, and that is reported already.
        if (known.isEmpty() || known.contains(id)) {
            return true;
        }
        String hint = Suggest.hint(id, known);
        String some = known.stream().limit(10).map(Quote::plain).collect(Collectors.joining(", "));
        String defined = "; defined: " + some + (known.size() > 10 ? ", …" : "");
        element.problem("no " + what + " " + element.shown() + " is defined" + (hint.isEmpty() ? defined : hint));
        return false;
    }

    /** Reports every text that comes again in a list of them. */
    static boolean checkUnique(List<Element> elements, List<String> texts) {
        Set<String> seen = new HashSet<>();
        boolean unique = true;
        for (int i = 0; i < texts.size(); i++) {
            if (!seen.add(texts.get(i))) {
                elements.get(i).problem(elements.get(i).shown() + " is listed twice; remove one");
                unique = false;
            }
        }
        return unique;
    }
}
