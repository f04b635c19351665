/**
 * What is told while it happens: {@link dev.tempo.server.live.LiveLog} follows the log of a run,
 * {@link dev.tempo.server.live.EventRoutes} everything.
 */
package dev.tempo.server.live;
