/** {@code weir query} over a large journal, beside DuckDB over files of its own. */
@NullMarked
package io.weir.benchmarks.query;

import org.jspecify.annotations.NullMarked;
