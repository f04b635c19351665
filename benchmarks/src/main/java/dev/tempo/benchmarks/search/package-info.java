/** How long a search over many lines takes: the row {@code search}. */
package dev.tempo.benchmarks.search;
