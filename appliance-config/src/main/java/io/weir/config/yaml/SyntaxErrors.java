package io.weir.config.yaml;

import io.weir.config.Location;
import io.weir.config.Problem;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
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
        Location start = new Location(file, 1, 1);
        Location found = e.getProblemMark()
                .or(e::getContextMark)
                .map(mark -> YamlParser.location(file, mark))
                .orElse(start);
        Location opened =
                e.getContextMark().map(mark -> YamlParser.location(file, mark)).orElse(found);
        if (context.contains("quoted scalar") && problem.contains("end of stream")) {
            return new Problem(opened, "", "this quote is never closed");
        }
        if (problem.contains("could not find expected ':'")) {
            return new Problem(opened, "", "expected 'key: value'; the ':' behind the key is missing");
        }
        return new Problem(found, "", message(problem, context, opened));
    }

    private static String message(String problem, String context, Location opened) {
        if (problem.contains("TAB") || problem.contains("\\t")) {
            return "a tab cannot be used for indentation; use spaces";
        }
        if (problem.contains("mapping values are not allowed")) {
            return "':' is not allowed here; quote the text if ':' belongs to it, or check the indentation";
        }
        if (context.contains("flow sequence") || context.contains("flow mapping")) {
            boolean list = context.contains("sequence");
            return "expected ',' or '" + (list ? ']' : '}') + "'; the '" + (list ? '[' : '{') + "' was opened at line "
                    + opened.line() + ", column " + opened.column();
        }
        if (context.contains("block mapping") || context.contains("block collection")) {
            return "does not fit the lines above; expected another "
                    + (context.contains("mapping") ? "'key: value'" : "'- item'") + " in the same column as line "
                    + opened.line();
        }
        if (context.contains("flow node") && problem.contains("stream end")) {
            return "the file ends before a '[' or '{' is closed";
        }
        if (problem.contains("cannot start any token")) {
            return "a value cannot begin with this character; put the value in quotes";
        }
        return "is not valid YAML: " + problem + (context.isEmpty() ? "" : " " + context);
    }

    private static String oneLine(@Nullable String text) {
        return text == null ? "" : text.replaceAll("\\s+", " ").strip();
    }
}
