/** What storing lines costs, without a script: the inner parts of the row {@code capture}. */
package dev.tempo.benchmarks.logs;
