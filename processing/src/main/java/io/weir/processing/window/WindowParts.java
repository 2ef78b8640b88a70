package io.weir.processing.window;

/**
 * What windows of every kind are made of; one engine's.
 *
 * @param run where rows go that have a slot
 */
record WindowParts(
        WindowLimits limits,
        SlotStates states,
        RowRun run,
        GroupTable groupTable,
        GroupKeys groups,
        ResultWriter out,
        WindowCounters counters) {}
