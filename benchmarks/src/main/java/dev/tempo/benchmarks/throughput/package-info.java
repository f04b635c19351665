/** How many runs a second: the rows {@code durable} and {@code memory}. */
package dev.tempo.benchmarks.throughput;
