/** What the server costs, as its users start it. */
package dev.tempo.benchmarks.server;
