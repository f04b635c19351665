/**
 * Copies of everything: {@link dev.tempo.server.backup.BackupService} makes them by itself and when
 * asked, {@link dev.tempo.server.backup.Restore} puts one in the place of what is there.
 */
package dev.tempo.server.backup;
