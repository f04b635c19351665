/**
 * What goes on beside the loop, on runs that have ended: {@link dev.tempo.engine.upkeep.Retention}
 * deletes them, {@link dev.tempo.engine.upkeep.MetricsMaintenance} counts them. Not exported.
 */
package dev.tempo.engine.upkeep;
