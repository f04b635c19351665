package dev.tempo.engine.cluster;

import java.util.Optional;
import java.util.UUID;

/** The leader, if it is this node. */
public interface LocalLeader {
  /** Which one it is; empty if this node does not lead. */
  Optional<Object> current();

  /**
   * Takes a report; false if this node does not lead, or is not that one any more.
   *
   * @param durable is done once what follows is durable
   */
  boolean take(Object which, UUID runId, UUID incarnation, Report report, Runnable durable);
}
