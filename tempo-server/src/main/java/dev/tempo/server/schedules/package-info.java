/**
 * Triggers as the API speaks of them: read by {@link dev.tempo.server.schedules.TriggerReader},
 * written by {@link dev.tempo.server.schedules.TriggerResponse}, and the preview of what they would
 * do.
 */
package dev.tempo.server.schedules;
