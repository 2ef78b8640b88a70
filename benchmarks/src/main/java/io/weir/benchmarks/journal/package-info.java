/**
 * Measures the journal alone, in one process, beside the yardsticks that it must bear comparison with. {@code benchmarks/run
 * journal} prints a table for each of: {@link io.weir.benchmarks.journal.Throughput}, {@link
 * io.weir.benchmarks.journal.CommitLatency}, {@link io.weir.benchmarks.journal.AppendLatency}, {@link
 * io.weir.benchmarks.journal.Amplification}, {@link io.weir.benchmarks.journal.ManyStreams}.
 */
@NullMarked
package io.weir.benchmarks.journal;

import org.jspecify.annotations.NullMarked;
