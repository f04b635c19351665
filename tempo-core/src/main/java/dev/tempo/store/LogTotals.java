package dev.tempo.store;

/**
 * How much of logs is kept. Immutable.
 *
 * @param logs of how many runs
 * @param lines how many lines
 * @param storedBytes the size of the packed lines, without index and other overhead
 */
public record LogTotals(long logs, long lines, long storedBytes) {}
