/** Meters of Micrometer for the runs of a Tempo: {@link dev.tempo.micrometer.TempoMetrics}. */
@NullMarked
package dev.tempo.micrometer;

import org.jspecify.annotations.NullMarked;
