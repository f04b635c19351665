/** A server with very many runs and logs. Begin with {@code ArchiveRow}. */
package dev.tempo.benchmarks.archive;
