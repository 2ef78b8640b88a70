package io.weir.processing.expression;

import io.weir.config.Suggest;
import io.weir.model.Field;
import io.weir.model.Schema;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the names of an expression mean, and what is wrong with it. */
public final class Scope {
    /** The name of the column that holds each row's key. */
    public static final String KEY = "key";
    /** The name of the column that holds each row's event time. */
    public static final String TIME = "time";

    /**
     * A mistake in an expression.
     *
     * @param offset where it stands, in characters from the start of the text
     */
    public record Mistake(int offset, String message) {}

    private final Schema schema;
    private final Map<String, Expr> definitions;
    private final @Nullable Memory memory;
    private final List<Mistake> mistakes = new ArrayList<>();

    /** @param schema whose fields can be named, beside {@link #KEY} and {@link #TIME} */
    public Scope(Schema schema) {
        this(schema, Map.of(), null);
    }

    /**
     * A scope with columns that are computed.
     *
     * @param definitions by name, each of fields and of those before it, and without mistakes
     * @param memory of the rows before; null: there is none
     */
    public Scope(Schema schema, Map<String, Expr> definitions, @Nullable Memory memory) {
        this.memory = memory;
        this.schema = schema;
        this.definitions = definitions;
    }

    /** What has been reported so far, in order of the text. */
    public List<Mistake> mistakes() {
        return mistakes.stream()
                .sorted(Comparator.comparingInt(Mistake::offset))
                .toList();
    }

    /** Reports a mistake. */
    public void problem(int offset, String message) {
        mistakes.add(new Mistake(offset, message));
    }

    /** The column of this name; null, and reported, if there is none. */
    public @Nullable Vector resolve(String name, int offset) {
        Expr definition = definitions.get(name);
        if (definition != null) {
            return ComputedColumn.compile(definition, this);
        }
        Vector joined = memory == null ? null : memory.joined(name);
        if (joined != null) {
            return joined;
        }
        int field = schema.indexOf(name);
        if (field >= 0) {
            return Columns.field(field, schema.fields().get(field).type());
        } else if (name.equals(KEY)) {
            return new Columns.Key();
        } else if (name.equals(TIME)) {
            return new Columns.Time();
        }
        problem(offset, unknown(name));
        return null;
    }

    /** What remembers the rows before; null: nothing does here. */
    @Nullable Memory memory() {
        return memory;
    }

    /** The column of event times, whatever {@link #TIME} names here. */
    public Vector time() {
        return new Columns.Time();
    }

    /** The column of keys, whatever {@link #KEY} names here. */
    public TextVector key() {
        return new Columns.Key();
    }

    /** What to say of a name that is no field. */
    public String unknown(String name) {
        return "there is no field '" + name + "' in " + schema.name() + suggestion(name, names());
    }

    /** The names that can be used. */
    public List<String> names() {
        Set<String> names = new LinkedHashSet<>(List.of(KEY, TIME));
        schema.fields().stream().map(Field::name).forEach(names::add);
        names.addAll(definitions.keySet());
        if (memory != null) {
            names.addAll(memory.names());
        }
        return List.copyOf(names);
    }

    /** {@code ; did you mean 'x'?}, or what there is if nothing is near. */
    public static String suggestion(String wrong, Collection<String> known) {
        return Suggest.nearest(wrong, known)
                .map(name -> "; did you mean '" + name + "'?")
                .orElse("; there is: " + String.join(", ", known));
    }
}
