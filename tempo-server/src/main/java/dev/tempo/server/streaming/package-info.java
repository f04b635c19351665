/**
 * What is told while it happens: {@link dev.tempo.server.streaming.LiveLogRoutes} follows the log
 * of a run, {@link dev.tempo.server.streaming.EventRoutes} everything.
 */
package dev.tempo.server.streaming;
