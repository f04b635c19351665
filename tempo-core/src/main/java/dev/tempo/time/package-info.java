/**
 * The only place that reads the machine's clocks. Everything else takes a {@link
 * dev.tempo.time.TimeSource}.
 */
package dev.tempo.time;
