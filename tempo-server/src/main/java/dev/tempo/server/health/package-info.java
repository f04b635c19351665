/** How the server is: {@link dev.tempo.server.health.SystemRoutes}. */
package dev.tempo.server.health;
