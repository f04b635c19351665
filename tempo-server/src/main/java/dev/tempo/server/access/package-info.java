/**
 * Who may do what: {@link dev.tempo.server.access.Role}, {@link dev.tempo.server.access.Caller},
 * and the one table of every route and the role it needs, {@link
 * dev.tempo.server.access.AccessTable}.
 */
package dev.tempo.server.access;
