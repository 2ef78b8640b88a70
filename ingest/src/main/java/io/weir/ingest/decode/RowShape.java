package io.weir.ingest.decode;

import io.weir.config.PayloadPath;
import java.util.Collection;

/** What a schema says of its rows. */
public interface RowShape {
    /** Whether a row can have a value at a path. */
    boolean has(PayloadPath path);

    /** The members of a row; empty if the schema does not name them. */
    Collection<String> names();
}
