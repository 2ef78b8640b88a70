package io.weir.config.yaml;

import io.weir.config.ConfigException;
import io.weir.config.Location;
import io.weir.config.Problem;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * A table that is written in YAML: a list, or a mapping of mappings, of which each has its key as the member {@code name}.
 *
 * <pre>
 *   - { name: p7, area: north }        p7: { area: north }
 *   - { name: p8, area: south }        p8: { area: south }
 * </pre>
 */
public final class YamlTable {
    /** Larger files are refused. */
    public static final int MAX_BYTES = 16 << 20;

    private static final String NAME = "name";
    private static final String REMEDY = "; correct the file, or write another and rename it";

    private YamlTable() {}

    /**
     * The items of a table, in the order of the file; none if there is nothing but comments. A value is null, a {@code
     * Boolean}, {@code BigInteger}, {@code BigDecimal} or {@code String}, a {@code List} of values, or a {@code Map} of texts
     * to values; plain scalars are what YAML's core schema takes them for, {@code .inf} and {@code .nan} are texts. What
     * aliases stand for is shared.
     *
     * @param file named in no message
     * @throws IOException if it is not YAML or no table; the message says where and why
     */
    public static List<@Nullable Object> read(Path file, byte[] bytes) throws IOException {
        if (bytes.length > MAX_BYTES) {
            throw new IOException("is larger than " + (MAX_BYTES >> 20)
                    + "MiB, the most that is read of a YAML file; split it, or write it as JSON: one object a line");
        }
        try {
            return read(file, YamlFile.text(file, bytes));
        } catch (ConfigException e) {
            Problem problem = e.problems().get(0);
            Location place = problem.location();
            throw new IOException(
                    "is not read as YAML: line " + place.line() + ", column " + place.column() + ": "
                            + problem.message() + REMEDY,
                    e);
        }
    }

    private static List<@Nullable Object> read(Path file, String text) throws ConfigException {
        try {
            return items(file, new YamlValues(file, text).document());
        } catch (YamlEngineException e) {
            throw new ConfigException(List.of(SyntaxErrors.translate(file, text, e)));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            // Faults of the library, such as an escape that is no character.
            throw failure(file, "is not valid YAML: " + e.getMessage());
        }
    }

    private static List<@Nullable Object> items(Path file, @Nullable Object root) throws ConfigException {
        List<@Nullable Object> items = new ArrayList<>();
        if (root instanceof List<?> list) {
            items.addAll(list);
        } else if (root instanceof Map<?, ?> table) {
            for (Map.Entry<?, ?> entry : table.entrySet()) {
                items.add(named(file, String.valueOf(entry.getKey()), entry.getValue()));
            }
        } else if (root != null) {
            throw failure(file, "holds a single value; expected a list ('- …') or a mapping of mappings");
        }
        return items;
    }

    private static Map<String, @Nullable Object> named(Path file, String key, @Nullable Object value)
            throws ConfigException {
        if (!(value instanceof Map<?, ?> members)) {
            throw failure(file, Quote.of(key) + " holds no mapping; expected a list ('- …') or a mapping of mappings");
        }
        Map<String, @Nullable Object> item = new LinkedHashMap<>();
        item.put(NAME, key);
        for (Map.Entry<?, ?> member : members.entrySet()) {
            item.put(String.valueOf(member.getKey()), member.getValue());
        }
        if (members.containsKey(NAME)) {
            throw failure(
                    file,
                    Quote.of(key)
                            + " has a member 'name', which is what its key is given as; rename it, or write a list");
        }
        return item;
    }

    private static ConfigException failure(Path file, String message) {
        return new ConfigException(List.of(new Problem(new Location(file, 1, 1), "", message)));
    }
}
