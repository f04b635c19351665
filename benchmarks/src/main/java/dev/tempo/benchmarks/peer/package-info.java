/** What several rows need of the peers. */
package dev.tempo.benchmarks.peer;
