/**
 * Pages that scripts serve, opened for accounts: {@link
 * dev.tempo.server.interfaces.InterfaceService} starts a script through {@code dev.tempo.webapp},
 * puts it behind the tunnel, and ends it with the last tab, when nobody uses it, or with the
 * credentials that opened it. What is kept of it over a restart lies in {@code InterfaceStore}.
 */
package dev.tempo.server.interfaces;
