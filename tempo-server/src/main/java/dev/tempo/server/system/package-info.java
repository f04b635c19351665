/** How the server is: {@link dev.tempo.server.system.SystemRoutes}. */
package dev.tempo.server.system;
