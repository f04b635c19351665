/**
 * The only place that reads the machine's clocks. Everything else takes a {@link
 * dev.tempo.time.TimeSource}.
 */
@NullMarked
package dev.tempo.time;

import org.jspecify.annotations.NullMarked;
