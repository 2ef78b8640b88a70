package io.weir.storage;

/**
 * The room on the file system of the data directory.
 *
 * @param usableBytes how much is free, {@code reserveBytes} included; -1 if that cannot be told
 * @param reserveBytes how much of it appends leave alone
 * @param full whether appends are refused at present; they go on by themselves
 * @param refusals how often space was refused since the start
 */
public record SpaceStats(long usableBytes, long reserveBytes, boolean full, long refusals) {}
