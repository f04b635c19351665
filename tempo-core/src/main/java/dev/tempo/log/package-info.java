/**
 * Logs: what runs print, as numbered lines. {@link dev.tempo.log.RunLogService} holds the logs of
 * all active runs, {@link dev.tempo.log.RunLogWriter} is where one run's lines come in, and {@link
 * dev.tempo.log.LogReader} is how anyone follows them live.
 *
 * <p>A line's way: spool file &rarr; {@code SpoolFile} &rarr; {@code LineSplitter} &rarr; {@code
 * ActiveLog}, which hands it to the {@code LineRingBuffer} (readers) and, in {@link
 * dev.tempo.log.LogChunk}s, to the {@link dev.tempo.log.LogAppendStore} (durable).
 */
@NullMarked
package dev.tempo.log;

import org.jspecify.annotations.NullMarked;
