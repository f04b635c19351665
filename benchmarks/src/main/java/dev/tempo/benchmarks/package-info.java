/** What Tempo costs; {@code Main} runs one row of the table, with the peers in the same run. */
package dev.tempo.benchmarks;
