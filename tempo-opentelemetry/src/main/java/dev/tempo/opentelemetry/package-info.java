/**
 * Traces of OpenTelemetry for the runs of a Tempo: {@link dev.tempo.opentelemetry.TempoTracing}.
 */
@NullMarked
package dev.tempo.opentelemetry;

import org.jspecify.annotations.NullMarked;
