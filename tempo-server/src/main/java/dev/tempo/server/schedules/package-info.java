/**
 * Triggers as the API speaks of them: read by {@link dev.tempo.server.schedules.TriggerReader},
 * written by {@link dev.tempo.server.schedules.TriggerJson}, and the preview of what they would do.
 */
package dev.tempo.server.schedules;
