/**
 * The server's own logs: {@link dev.tempo.server.serverlog.LogFileHandler} writes and rotates them,
 * {@link dev.tempo.server.serverlog.SystemLogRoutes} shows them.
 */
package dev.tempo.server.serverlog;
