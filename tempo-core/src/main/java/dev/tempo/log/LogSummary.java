package dev.tempo.log;

/**
 * How much a finished run has logged. Immutable.
 *
 * @param lineCount the number of its last line
 * @param outputBytes what was kept of its output, in bytes of UTF-8, a byte for each line end
 *     included, without Tempo's own lines
 */
public record LogSummary(long lineCount, long outputBytes) {}
