package io.weir.config.yaml;

import io.weir.config.Location;
import io.weir.config.Problem;
import java.nio.file.Path;
import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/** The YAML library's complaints in one line, with the remedy. */
final class SyntaxErrors {
    private SyntaxErrors() {}

    static Problem translate(Path file, String text, YamlEngineException e) {
        if (e instanceof ReaderException reader) {
            int index =
                    text.offsetByCodePoints(0, Math.min(reader.getPosition(), text.codePointCount(0, text.length())));
            return new Problem(
                    TextPlaces.ofIndex(file, text, index),
                    "",
                    String.format("the control character U+%04X is not allowed; remove it", reader.getCodePoint()));
        }
        if (e instanceof MarkedYamlEngineException marked) {
            return translate(file, marked);
        }
        return new Problem(new Location(file, 1, 1), "", "is not valid YAML: " + oneLine(e.getMessage()));
    }

    private static Problem translate(Path file, MarkedYamlEngineException e) {
        String problem = oneLine(e.getProblem());
        String context = oneLine(e.getContext());
        Optional<Location> found = e.getProblemMark().map(mark -> YamlParser.location(file, mark));
        Optional<Location> opened = e.getContextMark().map(mark -> YamlParser.location(file, mark));
        Location place = found.or(() -> opened).orElse(new Location(file, 1, 1));
        if (problem.contains("TAB") || problem.contains("\\t")) {
            return new Problem(place, "", "a tab cannot be used for indentation; use spaces");
        }
        if (context.contains("quoted scalar") && problem.contains("end of stream")) {
            return new Problem(opened.orElse(place), "", "this quote is never closed");
        }
        if (problem.contains("mapping values are not allowed")) {
            return new Problem(
                    place,
                    "",
                    "':' is not allowed here; quote the text if ':' belongs to it, or check the indentation");
        }
        if (problem.contains("could not find expected ':'")) {
            return new Problem(opened.orElse(place), "", "expected 'key: value'; the ':' behind the key is missing");
        }
        if (context.contains("flow sequence") || context.contains("flow mapping")) {
            String bracket = context.contains("sequence") ? "[" : "{";
            return new Problem(
                    place,
                    "",
                    "expected ',' or '" + (bracket.equals("[") ? "]" : "}") + "'; the '" + bracket
                            + "' was opened at line " + opened.orElse(place).line() + ", column "
                            + opened.orElse(place).column());
        }
        if (context.contains("block mapping") || context.contains("block collection")) {
            return new Problem(
                    place,
                    "",
                    "does not fit the lines above; expected "
                            + (context.contains("mapping") ? "another 'key: value'" : "another '- item'")
                            + " in the same column as line "
                            + opened.orElse(place).line());
        }
        if (problem.contains("cannot start any token")) {
            return new Problem(place, "", "a value cannot begin with this character; put the value in quotes");
        }
        return new Problem(place, "", "is not valid YAML: " + problem + (context.isEmpty() ? "" : " " + context));
    }

    private static String oneLine(@org.jspecify.annotations.Nullable String text) {
        return text == null ? "" : text.replaceAll("\\s+", " ").strip();
    }
}
