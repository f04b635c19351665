/**
 * Who did what, and what was refused: {@link dev.tempo.server.security.audit.AuditService} takes it
 * down, {@link dev.tempo.server.security.audit.AuditRoutes} shows it.
 */
package dev.tempo.server.security.audit;
