/**
 * What is coming, from the schedules alone: {@link dev.tempo.server.forecast.Forecaster} counts
 * what triggers will do, {@link dev.tempo.server.forecast.PastRuns} what became of those that were
 * due, {@link dev.tempo.server.forecast.ForecastRoutes} tells both.
 */
package dev.tempo.server.forecast;
