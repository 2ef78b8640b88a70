package io.weir.storage;

/**
 * What the group commit has done since it started.
 *
 * @param forces how many cycles forced at least one journal
 * @param totalNanos how long they took together
 * @param maxNanos how long the longest took
 * @param unforcedRows rows appended and not yet durable
 * @param unforcedBytes document bytes appended and not yet durable
 */
public record CommitStats(long forces, long totalNanos, long maxNanos, long unforcedRows, long unforcedBytes) {}
