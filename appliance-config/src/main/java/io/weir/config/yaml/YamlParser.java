package io.weir.config.yaml;

import io.weir.config.ConfigException;
import io.weir.config.Location;
import io.weir.config.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Text into nodes. One document; no aliases, anchors or tags (a few bytes of them can stand for gigabytes); nesting at
 * most {@link #MAX_DEPTH} deep.
 */
public final class YamlParser {
    /** Deeper nesting is refused. */
    public static final int MAX_DEPTH = 32;

    private final Path file;
    private final TextPlaces places;
    private final Iterator<Event> events;
    private final List<Problem> problems = new ArrayList<>();

    /**
     * What parsing gave.
     *
     * @param problems in which the file breaks our rules, though it is YAML; may be empty
     */
    public record Parsed(YamlNode root, List<Problem> problems) {
        public Parsed {
            problems = List.copyOf(problems);
        }
    }

    private YamlParser(Path file, String text) {
        this.file = file;
        this.places = new TextPlaces(file, text);
        LoadSettings settings = LoadSettings.builder()
                .setUseMarks(true)
                .setParseComments(false)
                .setCodePointLimit(YamlFile.MAX_BYTES + 1)
                .build();
        this.events = new Parse(settings).parseString(text).iterator();
    }

    /**
     * Parses a text.
     *
     * @param file named in locations
     * @throws ConfigException if it is not YAML, holds no document, or is nested too deeply
     */
    public static Parsed parse(Path file, String text) throws ConfigException {
        try {
            return new YamlParser(file, text).document();
        } catch (YamlEngineException e) {
            throw new ConfigException(List.of(SyntaxErrors.translate(file, text, e)));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            // Faults of the library, such as an escape that is no character.
            throw new ConfigException(
                    List.of(new Problem(new Location(file, 1, 1), "", "is not valid YAML: " + e.getMessage())));
        }
    }

    private Parsed document() throws ConfigException {
        events.next(); // stream start
        Event start = events.next();
        if (start.getEventId() == Event.ID.StreamEnd) {
            throw empty();
        }
        YamlNode root = node(events.next(), "", 0);
        if (root instanceof YamlNode.Scalar scalar && scalar.isNull() && problems.isEmpty()) {
            throw empty();
        }
        events.next(); // document end
        Event next = events.next();
        if (next.getEventId() == Event.ID.DocumentStart) {
            problem(
                    location(next),
                    "",
                    "a second document begins here; a configuration is one document: remove this line");
        }
        return new Parsed(root, problems);
    }

    private YamlNode node(Event event, String path, int depth) throws ConfigException {
        Location location = location(event);
        if (depth > MAX_DEPTH) {
            throw failure(location, "is nested more than " + MAX_DEPTH + " levels deep");
        }
        refuseReferences(event, location, path);
        return switch (event.getEventId()) {
            case Scalar -> scalar((ScalarEvent) event, location);
            case SequenceStart -> sequence(location, path, depth);
            case MappingStart -> mapping(location, path, depth);
            default -> new YamlNode.Broken(location); // an alias, reported above
        };
    }

    private void refuseReferences(Event event, Location location, String path) {
        if (event instanceof AliasEvent alias) {
            problem(
                    location,
                    path,
                    "aliases (*" + alias.getAlias().getValue() + ") are not supported; write the value out");
            return;
        }
        if (event instanceof NodeEvent node && node.getAnchor().isPresent()) {
            problem(
                    location,
                    path,
                    "anchors (&" + node.getAnchor().get().getValue() + ") are not supported; write the value out");
        }
        Optional<String> tag = Optional.empty();
        if (event instanceof ScalarEvent scalar) {
            tag = scalar.getTag();
        } else if (event instanceof CollectionStartEvent collection) {
            tag = collection.getTag();
        }
        tag.ifPresent(name -> problem(location, path, "tags (!…) are not supported; remove the tag"));
    }

    private YamlNode.Scalar scalar(ScalarEvent event, Location location) {
        String text = event.getValue();
        ScalarStyle style = event.getScalarStyle();
        boolean plain = style == ScalarStyle.PLAIN;
        Location content = location;
        if (style == ScalarStyle.LITERAL || style == ScalarStyle.FOLDED) {
            content = places.firstBelow(location);
        } else if (!plain) {
            content = location.right(1 + text.length() - text.stripLeading().length());
        }
        return new YamlNode.Scalar(location, content, text, text, plain);
    }

    private YamlNode sequence(Location location, String path, int depth) throws ConfigException {
        List<YamlNode> items = new ArrayList<>();
        for (Event e = events.next(); e.getEventId() != Event.ID.SequenceEnd; e = events.next()) {
            items.add(node(e, path + "[" + items.size() + "]", depth + 1));
        }
        return new YamlNode.Sequence(location, items);
    }

    private YamlNode mapping(Location location, String path, int depth) throws ConfigException {
        List<YamlNode.Entry> entries = new ArrayList<>();
        Map<String, Location> seen = new HashMap<>();
        for (Event e = events.next(); e.getEventId() != Event.ID.MappingEnd; e = events.next()) {
            YamlNode key = node(e, path, depth + 1);
            String keyPath = key instanceof YamlNode.Scalar scalar ? Quote.path(path, scalar.text()) : path;
            YamlNode value = node(events.next(), keyPath, depth + 1);
            if (!(key instanceof YamlNode.Scalar scalar)) {
                if (!(key instanceof YamlNode.Broken)) {
                    problem(
                            key.location(),
                            path,
                            "a key must be a word, not " + key.describe() + "; quote text with braces");
                }
                continue;
            }
            Location first = seen.putIfAbsent(scalar.text(), scalar.location());
            if (first == null) {
                entries.add(new YamlNode.Entry(scalar.text(), scalar.location(), value));
            } else {
                problem(
                        scalar.location(),
                        keyPath,
                        "duplicate key " + Quote.of(scalar.text()) + "; first given at line " + first.line()
                                + ", column " + first.column());
            }
        }
        return new YamlNode.Mapping(location, entries);
    }

    private void problem(Location location, String path, String message) {
        problems.add(new Problem(location, path, message));
    }

    private ConfigException empty() {
        return failure(
                new Location(file, 1, 1),
                "is empty; a configuration needs at least version, data_dir, sources and streams");
    }

    private static ConfigException failure(Location location, String message) {
        return new ConfigException(List.of(new Problem(location, "", message)));
    }

    private Location location(Event event) {
        return event.getStartMark().map(mark -> location(file, mark)).orElseGet(() -> new Location(file, 1, 1));
    }

    static Location location(Path file, Mark mark) {
        return new Location(file, mark.getLine() + 1, mark.getColumn() + 1);
    }
}
