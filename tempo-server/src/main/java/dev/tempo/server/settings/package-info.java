/**
 * What can be set, and what the server runs with: {@link dev.tempo.server.settings.Settings} is the
 * list of all of it, {@link dev.tempo.server.settings.SettingsService} knows what holds.
 */
package dev.tempo.server.settings;
