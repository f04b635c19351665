/** A server with much to do and many who look on. Begin with {@code BusyRow}. */
package dev.tempo.benchmarks.busy;
