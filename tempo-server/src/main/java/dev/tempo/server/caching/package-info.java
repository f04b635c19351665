/**
 * What this process keeps in memory of what the database holds stands behind {@link
 * dev.tempo.server.caching.NodeCache}; {@link dev.tempo.server.caching.Caches} has all of them, and
 * is the one way to tell them of a change that was made elsewhere.
 */
package dev.tempo.server.caching;
