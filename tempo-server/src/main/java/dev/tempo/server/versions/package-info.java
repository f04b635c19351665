/**
 * What scripts said before: {@link dev.tempo.server.versions.VersionService} keeps it, {@link
 * dev.tempo.server.versions.VersionRoutes} shows, compares and restores it.
 */
package dev.tempo.server.versions;
