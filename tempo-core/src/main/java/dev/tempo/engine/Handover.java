package dev.tempo.engine;

import dev.tempo.engine.cluster.WireFormat;
import dev.tempo.store.cluster.ClusterStore;
import java.time.Instant;
import java.util.Optional;

/**
 * What a leader leaves to the next one.
 *
 * @param paused whether firing and starting are stopped
 * @param knownAt when the nodes that are up by then were known to belong to a cluster that has
 *     fired what fires at the start, by the database's clock; empty before the first time
 */
record Handover(boolean paused, Optional<Instant> knownAt) {
  /** Before there was a leader. */
  static final Handover NONE = new Handover(false, Optional.empty());

  /** What the last leader left. */
  static Handover of(ClusterStore cluster) {
    return cluster.handover().map(bytes -> WireFormat.read(bytes, Handover.class)).orElse(NONE);
  }
}
