/**
 * Who did what, and what was refused: {@link dev.tempo.server.audit.AuditService} takes it down,
 * {@link dev.tempo.server.audit.AuditRoutes} shows it.
 */
package dev.tempo.server.audit;
