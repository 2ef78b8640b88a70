package io.weir.processing.window;

import io.weir.processing.keyed.KeyTable;

/**
 * What windows of every kind are made of; one engine's.
 *
 * @param run where rows go that have a slot
 */
record WindowParts(
        WindowLimits limits,
        SlotStates states,
        RowRun run,
        KeyTable groupTable,
        GroupKeys groups,
        ResultWriter out,
        WindowCounters counters) {}
