/** Backups that are made under load, and restored elsewhere. Begin with {@code BackupRow}. */
package dev.tempo.faults.backup;
