/**
 * Checks that requests pass before their feature: host name, origin, rate, credentials and role
 * ({@link dev.tempo.server.http.filter.RequestGuard}), and what is written about them: headers, the
 * access log and the audit trail.
 */
package dev.tempo.server.http.filter;
