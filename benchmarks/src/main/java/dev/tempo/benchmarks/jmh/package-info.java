/** Runs benchmarks of JMH for rows, and reads what it writes. */
package dev.tempo.benchmarks.jmh;
