/**
 * What a server does since others share its database: {@link
 * dev.tempo.server.clustering.RemoteChanges} tells its caches what they have changed.
 */
package dev.tempo.server.clustering;
