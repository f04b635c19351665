/**
 * What can be set, and what the server runs with: {@link dev.tempo.server.settings.TimezoneRoutes}.
 */
package dev.tempo.server.settings;
