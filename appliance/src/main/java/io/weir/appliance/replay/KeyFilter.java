package io.weir.appliance.replay;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Which keys are wanted: some by name, some by a pattern in which * stands for any characters and ? for one. */
public final class KeyFilter {
    /** All keys. */
    public static final KeyFilter ALL = of(List.of());

    private final Set<String> names = new HashSet<>();
    private final List<Pattern> patterns = new ArrayList<>();

    private KeyFilter() {}

    /** Those that names and patterns mean; without any, all keys. */
    public static KeyFilter of(Collection<String> wanted) {
        KeyFilter filter = new KeyFilter();
        for (String key : wanted) {
            if (key.indexOf('*') < 0 && key.indexOf('?') < 0) {
                filter.names.add(key);
            } else {
                String quoted = Pattern.quote(key).replace("*", "\\E.*\\Q").replace("?", "\\E.\\Q");
                filter.patterns.add(Pattern.compile(quoted, Pattern.DOTALL));
            }
        }
        return filter;
    }

    /** Whether every key is wanted. */
    boolean isAll() {
        return names.isEmpty() && patterns.isEmpty();
    }

    /** Whether a key is wanted. */
    boolean matches(String key) {
        return isAll()
                || names.contains(key)
                || patterns.stream().anyMatch(it -> it.matcher(key).matches());
    }
}
