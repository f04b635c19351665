package dev.tempo.engine.work;

import dev.tempo.JobPolicy;
import dev.tempo.NodePolicy;
import java.time.Duration;
import java.util.Optional;

/**
 * When the scripts of a silent node are lost, and when those that are then begun again have ended
 * by themselves.
 *
 * <p>A node is down at the earliest when it sends its last good beat, if it joins again at once,
 * and otherwise 8 s later. Scripts are lost so long after that. Those that may be repeated have
 * ended {@link #MARGIN} before: that is for the rhythm of whoever ends them, and for their end.
 */
public final class LostAfter {
  private static final Duration MARGIN = Duration.ofSeconds(2);
  private static final Duration SHORTEST = Duration.ofSeconds(6);

  private LostAfter() {}

  /** How long a script counts as running after its node is down. */
  public static Duration of(JobPolicy policy) {
    Duration wanted = policy.nodes().lostAfter().orElse(NodePolicy.LOST_AFTER);
    boolean isTooShort = policy.rerunIfLost() && wanted.compareTo(SHORTEST) < 0;
    return isTooShort ? SHORTEST : wanted;
  }

  /** For how long it may go on after its node's last good beat; empty if for ever. */
  static Optional<Duration> heartbeatTimeout(JobPolicy policy) {
    return policy.rerunIfLost() ? Optional.of(of(policy).minus(MARGIN)) : Optional.empty();
  }
}
