/**
 * What runs used and came to: {@link dev.tempo.server.metrics.MetricRoutes} by job and run, {@link
 * dev.tempo.server.metrics.PrometheusRoutes} for monitoring.
 */
package dev.tempo.server.metrics;
