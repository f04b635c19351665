/**
 * What the features' storage classes share: {@link dev.tempo.server.storage.Sql} to speak SQL, and
 * {@link dev.tempo.server.storage.PrivateFiles} for files that nobody else may read and that are on
 * the disk when that is said.
 */
package dev.tempo.server.storage;
