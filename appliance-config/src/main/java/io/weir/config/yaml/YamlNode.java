package io.weir.config.yaml;

import io.weir.config.Location;
import java.util.List;
import java.util.Set;

/** A node of a configuration file. Immutable. */
public sealed interface YamlNode {
    /** Where it begins: of a quoted text, the quote. */
    Location location();

    /** What it is, for a message: {@code a list}, {@code no value}. Never contains the value of a scalar. */
    String describe();

    /**
     * A single value. The file's quotes and escapes are already resolved.
     *
     * @param content where the first character of {@code text} stands that is not white space: behind the quote, or on
     *     the line below {@code |}
     * @param text the value
     * @param written as {@code text}, but with variables as the file names them, so that it may be shown
     * @param plain whether it stands in the file without quotes and without variables
     */
    record Scalar(Location location, Location content, String text, String written, boolean plain) implements YamlNode {
        private static final Set<String> NULLS = Set.of("", "~", "null", "Null", "NULL");

        /** Whether the file gives no value here: nothing, {@code ~} or {@code null}. */
        public boolean isNull() {
            return plain && NULLS.contains(text);
        }

        @Override
        public String describe() {
            return isNull() ? "no value" : "a single value";
        }
    }

    /** A list. */
    record Sequence(Location location, List<YamlNode> items) implements YamlNode {
        public Sequence {
            items = List.copyOf(items);
        }

        @Override
        public String describe() {
            return "a list";
        }
    }

    /** Keys and values in the order of the file. No key comes twice. */
    record Mapping(Location location, List<Entry> entries) implements YamlNode {
        public Mapping {
            entries = List.copyOf(entries);
        }

        @Override
        public String describe() {
            return "a mapping";
        }
    }

    /** Stands for a value that could not be had, and whose problem is already reported. */
    record Broken(Location location) implements YamlNode {
        @Override
        public String describe() {
            return "an unusable value";
        }
    }

    /**
     * One key of a mapping.
     *
     * @param location where the key stands
     */
    record Entry(String key, Location location, YamlNode value) {}
}
