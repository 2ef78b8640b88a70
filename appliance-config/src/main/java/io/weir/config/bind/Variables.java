package io.weir.config.bind;

import io.weir.config.Location;
import io.weir.config.yaml.Quote;
import io.weir.config.yaml.YamlNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Replaces variables in values, never in keys, after the file has been parsed, so that nothing in a variable can change
 * the structure.
 *
 * <pre>
 *   ${VAR}            the variable; a problem when it is not set
 *   ${VAR:-default}   the default when it is not set or empty; the default ends at the first }
 *   ${VAR:?message}   a problem with this message when it is not set or empty
 *   $${VAR}           the text ${VAR}
 * </pre>
 *
 * A {@code $} before anything else is itself, as in {@code $.device}. What a variable holds is not searched again.
 */
final class Variables {
    private static final int MAX_LENGTH = 64 * 1024;
    private static final Pattern REFERENCE =
            Pattern.compile("([A-Za-z_][A-Za-z0-9_]*)(?:(:[-?])(.*))?", Pattern.DOTALL);
    private static final Pattern TEMPLATE = Pattern.compile("topic(\\.[0-9]+)?|\\$\\..*");

    private final Function<String, @Nullable String> environment;
    private final Problems problems;

    Variables(Function<String, @Nullable String> environment, Problems problems) {
        this.environment = environment;
        this.problems = problems;
    }

    /** The same tree with variables replaced; {@link YamlNode.Broken} where that failed. */
    YamlNode replace(YamlNode node, String path) {
        if (node instanceof YamlNode.Scalar scalar) {
            return replace(scalar, path);
        }
        if (node instanceof YamlNode.Sequence sequence) {
            List<YamlNode> items = new ArrayList<>();
            for (YamlNode item : sequence.items()) {
                items.add(replace(item, path + "[" + items.size() + "]"));
            }
            return new YamlNode.Sequence(sequence.location(), items);
        }
        if (node instanceof YamlNode.Mapping mapping) {
            List<YamlNode.Entry> entries = new ArrayList<>();
            for (YamlNode.Entry entry : mapping.entries()) {
                YamlNode value = replace(entry.value(), Element.join(path, entry.key()));
                entries.add(new YamlNode.Entry(entry.key(), entry.location(), value));
            }
            return new YamlNode.Mapping(mapping.location(), entries);
        }
        return node;
    }

    private YamlNode replace(YamlNode.Scalar scalar, String path) {
        String text = scalar.text();
        if (!text.contains("${")) {
            return scalar;
        }
        StringBuilder out = new StringBuilder();
        int from = 0;
        for (int at = text.indexOf("${"); at >= 0; at = text.indexOf("${", from)) {
            if (at > from && text.charAt(at - 1) == '$') {
                out.append(text, from, at - 1).append("${");
                from = at + 2;
                continue;
            }
            int end = text.indexOf('}', at);
            Optional<String> value = end < 0
                    ? problem(scalar, path, "'${' has no closing '}'; for a literal '${' write '$${'")
                    : value(text.substring(at + 2, end), scalar, path);
            if (value.isEmpty()) {
                return new YamlNode.Broken(scalar.location());
            }
            out.append(text, from, at).append(value.get());
            from = end + 1;
            if (out.length() > MAX_LENGTH) {
                problem(scalar, path, "is longer than " + MAX_LENGTH + " characters with its variables replaced");
                return new YamlNode.Broken(scalar.location());
            }
        }
        out.append(text, from, text.length());
        return new YamlNode.Scalar(scalar.location(), scalar.content(), out.toString(), text, false);
    }

    private Optional<String> value(String reference, YamlNode.Scalar scalar, String path) {
        Matcher matcher = REFERENCE.matcher(reference);
        if (!matcher.matches()) {
            return problem(scalar, path, malformed(reference));
        }
        String name = matcher.group(1);
        String operator = matcher.group(2);
        String argument = matcher.group(3);
        String value = environment.apply(name);
        if (value != null && (operator == null || !value.isEmpty())) {
            return Optional.of(value);
        }
        if (operator == null) {
            return problem(
                    scalar,
                    path,
                    "the variable " + Quote.plain(name) + " is not set; set it, or give a default: ${"
                            + Quote.plain(name) + ":-default}");
        }
        if (operator.equals(":-")) {
            return Optional.of(argument);
        }
        return problem(
                scalar,
                path,
                "the variable " + Quote.plain(name) + (value == null ? " is not set" : " is empty")
                        + (argument.isEmpty() ? "" : ": " + Quote.plain(argument)));
    }

    private static String malformed(String reference) {
        if (TEMPLATE.matcher(reference).matches()) {
            return Quote.of("${" + reference + "}") + " is not a variable; did you mean '{" + Quote.plain(reference)
                    + "}'?";
        }
        return Quote.of("${" + reference + "}")
                + " is not a variable; write ${NAME}, ${NAME:-default} or ${NAME:?message}, or '$${' for a literal '${'";
    }

    private Optional<String> problem(YamlNode.Scalar scalar, String path, String message) {
        Location location = scalar.location();
        problems.add(location, path, message);
        return Optional.empty();
    }
}
