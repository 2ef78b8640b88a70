/**
 * Runs the unit tests of a configuration: what comes in goes through the same ingest and the same pipelines as in the
 * appliance, over journals that only hand on, on a clock that the test moves.
 *
 * <pre>
 *   TestInput ─ ScriptedSource ─▶ Ingest (decoders, rules, idleness) ─▶ CollectingJournals ─▶ Pipelines ─▶ OutputRows
 *                                                                                                            │
 *                                                        Report ◀─ Comparison ◀─ TestCase.Expected ◀─────────┘
 * </pre>
 *
 * Nothing here opens a connection or writes to the disk.
 */
@NullMarked
package io.weir.appliance.unittest;

import org.jspecify.annotations.NullMarked;
