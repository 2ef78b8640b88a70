package io.weir.processing.expression;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is remembered of the rows before. */
public interface Memory {
    /**
     * The value that the row before it of the same key had.
     *
     * @param text what the value is in canonical form: the same text means the same value
     */
    Vector previous(Vector value, String text);

    /** The names of columns of joined streams, each with its alias: {@code recipe.target}. */
    List<String> names();

    /** The column of such a name; null: there is none. */
    @Nullable Vector joined(String name);
}
