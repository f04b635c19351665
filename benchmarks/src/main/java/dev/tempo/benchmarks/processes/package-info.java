/** What looking at the machine's processes costs. */
package dev.tempo.benchmarks.processes;
