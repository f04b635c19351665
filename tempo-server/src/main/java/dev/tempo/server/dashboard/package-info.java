/** What is going on, at a glance: {@link dev.tempo.server.dashboard.DashboardRoutes}. */
package dev.tempo.server.dashboard;
