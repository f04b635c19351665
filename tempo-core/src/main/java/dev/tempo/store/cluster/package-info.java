/**
 * What several nodes on one store share beyond what an engine writes: who leads, which nodes there
 * are, what they ask of the leader and tell it, and what has changed. Only stores that many
 * processes can open at once have it ({@link ClusteredStore}).
 */
@NullMarked
package dev.tempo.store.cluster;

import org.jspecify.annotations.NullMarked;
