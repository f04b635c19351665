/** How late triggers fire: the row {@code punctual}. */
package dev.tempo.benchmarks.punctual;
