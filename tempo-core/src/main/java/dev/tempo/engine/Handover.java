package dev.tempo.engine;

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
}
