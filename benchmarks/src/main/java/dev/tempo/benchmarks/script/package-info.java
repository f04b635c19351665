/** What scripts cost: the rows {@code spawn}, {@code capture}, {@code live} and {@code adopt}. */
package dev.tempo.benchmarks.script;
