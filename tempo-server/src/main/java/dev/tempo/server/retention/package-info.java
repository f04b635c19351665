/**
 * How long runs are kept: {@link dev.tempo.server.retention.RetentionService}, which deletes daily,
 * and what jobs and users have of their own.
 */
package dev.tempo.server.retention;
