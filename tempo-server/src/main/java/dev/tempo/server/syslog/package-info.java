/**
 * The server's own logs: {@link dev.tempo.server.syslog.LogFiles} writes and rotates them, {@link
 * dev.tempo.server.syslog.SystemLogRoutes} shows them.
 */
package dev.tempo.server.syslog;
