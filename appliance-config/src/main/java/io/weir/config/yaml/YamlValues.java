package io.weir.config.yaml;

import io.weir.config.ConfigException;
import io.weir.config.Location;
import io.weir.config.Problem;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.Anchor;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;

/**
 * Text into plain values, as {@link YamlTable#read} describes them. Anchors, aliases and merge keys ({@code <<: *base}) are
 * resolved; what they stand for counts as if it were written out, up to {@link #MAX_WRITTEN}. One document, no tags.
 */
final class YamlValues {
    /** Values and characters, with what each alias stands for. */
    static final long MAX_WRITTEN = 4L * YamlTable.MAX_BYTES;

    /** The library copies all of a long line or text whenever this much more of it is read. */
    private static final int MAX_BUFFER = 1 << 20;

    private static final String MERGE = "<<";

    private final Path file;
    private final Iterator<Event> events;
    private final Map<Anchor, Anchored> anchors = new HashMap<>();
    private long written;

    /** @param weight how much was written for it */
    private record Anchored(@Nullable Object value, long weight) {}

    YamlValues(Path file, String text) {
        this.file = file;
        LoadSettings settings = LoadSettings.builder()
                .setUseMarks(true)
                .setParseComments(false)
                .setBufferSize(Math.min(MAX_BUFFER, text.length() + 1))
                .setCodePointLimit(YamlTable.MAX_BYTES + 1)
                .build();
        this.events = new Parse(settings).parseString(text).iterator();
    }

    /** The value of the only document; null too if there is none. */
    @Nullable Object document() throws ConfigException {
        events.next(); // stream start
        if (events.next().getEventId() == Event.ID.StreamEnd) {
            return null;
        }
        Object root = node(events.next(), 0);
        events.next(); // document end
        Event next = events.next();
        if (next.getEventId() == Event.ID.DocumentStart) {
            throw failure(next, "a second document begins here; a table is one document: remove this line");
        }
        return root;
    }

    private @Nullable Object node(Event event, int depth) throws ConfigException {
        if (event instanceof AliasEvent alias) {
            return alias(alias, depth);
        }
        checkDepth(event, depth);
        if (tag(event).isPresent()) {
            throw failure(event, "tags (!…) are not supported; remove the tag, and quote what shall be text");
        }
        long before = written;
        Object value = switch (event.getEventId()) {
            case Scalar -> scalar((ScalarEvent) event);
            case SequenceStart -> sequence(event, depth);
            default -> mapping(event, depth);
        };
        if (event instanceof NodeEvent node && node.getAnchor().isPresent()) {
            anchors.put(node.getAnchor().get(), new Anchored(value, written - before));
        }
        return value;
    }

    private static Optional<String> tag(Event event) {
        if (event instanceof ScalarEvent scalar) {
            return scalar.getTag();
        }
        return event instanceof CollectionStartEvent collection ? collection.getTag() : Optional.empty();
    }

    private @Nullable Object alias(AliasEvent alias, int depth) throws ConfigException {
        Anchored anchored = anchors.get(alias.getAlias());
        if (anchored == null) {
            String name = alias.getAlias().getValue();
            throw failure(
                    alias,
                    "no value above is named &" + Quote.plain(name) + ", or *" + Quote.plain(name)
                            + " stands within it");
        }
        write(alias, anchored.weight());
        checkDepth(alias, depth + height(anchored.value()));
        return anchored.value();
    }

    private static int height(@Nullable Object value) {
        int height = 0;
        if (value instanceof List<?> list) {
            for (Object item : list) {
                height = Math.max(height, 1 + height(item));
            }
        } else if (value instanceof Map<?, ?> map) {
            for (Object member : map.values()) {
                height = Math.max(height, 1 + height(member));
            }
        }
        return height;
    }

    private @Nullable Object scalar(ScalarEvent event) throws ConfigException {
        write(event, 1L + event.getValue().length());
        try {
            return event.isPlain() ? YamlScalars.plain(event.getValue()) : event.getValue();
        } catch (NumberFormatException e) {
            throw failure(event, Quote.of(event.getValue()) + " is a number that is not supported; quote what is text");
        }
    }

    private List<@Nullable Object> sequence(Event start, int depth) throws ConfigException {
        write(start, 1);
        List<@Nullable Object> items = new ArrayList<>();
        for (Event e = events.next(); e.getEventId() != Event.ID.SequenceEnd; e = events.next()) {
            items.add(node(e, depth + 1));
        }
        return items;
    }

    private Map<String, @Nullable Object> mapping(Event start, int depth) throws ConfigException {
        write(start, 1);
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        List<Map<?, ?>> merged = null;
        for (Event e = events.next(); e.getEventId() != Event.ID.MappingEnd; e = events.next()) {
            if (!(e instanceof ScalarEvent key)
                    || tag(key).isPresent()
                    || key.getAnchor().isPresent()) {
                throw failure(e, "a key must be a word; quote text with braces");
            }
            String name = key.getValue();
            write(key, 1L + name.length());
            Object value = node(events.next(), depth + 1);
            boolean merges = key.isPlain() && name.equals(MERGE);
            if (merges ? merged != null : members.containsKey(name)) {
                throw failure(key, "duplicate key " + Quote.of(name));
            }
            if (merges) {
                merged = mappings(key, value);
            } else {
                members.put(name, value);
            }
        }
        if (merged != null) {
            merged.forEach(base -> base.forEach((name, value) -> {
                if (!members.containsKey(name)) {
                    members.put((String) name, value);
                }
            }));
        }
        return members;
    }

    private List<Map<?, ?>> mappings(Event key, @Nullable Object value) throws ConfigException {
        List<Map<?, ?>> mappings = new ArrayList<>();
        for (Object base : value instanceof List<?> list ? list : Collections.singletonList(value)) {
            if (!(base instanceof Map<?, ?> mapping)) {
                throw failure(
                        key, "'<<' takes over the members of a mapping or of a list of them; expected '<<: *name'");
            }
            mappings.add(mapping);
        }
        return mappings;
    }

    private void checkDepth(Event event, int depth) throws ConfigException {
        if (depth > YamlParser.MAX_DEPTH) {
            throw failure(event, "is nested more than " + YamlParser.MAX_DEPTH + " levels deep");
        }
    }

    private void write(Event event, long weight) throws ConfigException {
        written += weight;
        if (written > MAX_WRITTEN) {
            throw failure(
                    event,
                    "with its aliases written out, the file would be larger than " + (MAX_WRITTEN >> 20) + "MiB");
        }
    }

    private ConfigException failure(Event event, String message) {
        Location place = event.getStartMark()
                .map(mark -> YamlParser.location(file, mark))
                .orElseGet(() -> new Location(file, 1, 1));
        return new ConfigException(List.of(new Problem(place, "", message)));
    }
}
