/**
 * Files of the server's own: {@link dev.tempo.server.storage.PrivateFiles} for those that nobody
 * else may read and that are on the disk when that is said.
 */
package dev.tempo.server.storage;
