/**
 * Who may do what: {@link dev.tempo.server.security.authorization.Role}, {@link
 * dev.tempo.server.security.authorization.Caller}, and the one table of every route and the role it
 * needs, {@link dev.tempo.server.security.authorization.AccessTable}.
 */
package dev.tempo.server.security.authorization;
