/** What it costs to have many triggers and many runs: the row {@code grow}. */
package dev.tempo.benchmarks.grow;
