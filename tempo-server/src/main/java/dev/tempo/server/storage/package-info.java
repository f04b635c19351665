/** What the features' storage classes share to speak SQL: {@link dev.tempo.server.storage.Sql}. */
package dev.tempo.server.storage;
