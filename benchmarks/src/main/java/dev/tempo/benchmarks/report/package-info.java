/** Measured values, and how they are shown and kept. Begin with {@code Figure}. */
package dev.tempo.benchmarks.report;
